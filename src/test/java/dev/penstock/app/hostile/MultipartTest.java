package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads pass to the byte, unparsed; what is too large is refused so that the client can read it. */
class MultipartTest {
    private static final String AUDIO = "/v1/default/default/openai/audio/transcriptions";
    private static final int MEGABYTE = 1 << 20;

    private static final FakeProvider FAKE = FakeProvider.start();
    private static final RunningGateway GATEWAY = RunningGateway.with("openai", FAKE.origin() + "/v1");

    @AfterEach
    void forget() {
        Calls.awaitIdle(GATEWAY);
        FAKE.forget();
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        FAKE.close();
    }

    static Stream<Arguments> uploads() {
        String part = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../../etc/passwd\"\r\n\r\n";
        return Stream.of(
                Arguments.of(
                        "a recording",
                        "multipart/form-data; boundary=b",
                        joined(part, noise(2 * MEGABYTE), "\r\n--b--\r\n")),
                Arguments.of("no boundary", "multipart/form-data", joined(part, noise(100), "\r\n--b--\r\n")),
                Arguments.of("an empty boundary", "multipart/form-data; boundary=", joined(part, noise(100), "")),
                Arguments.of("a boundary of 10 KB", "multipart/form-data; boundary=" + "x".repeat(10_000), noise(100)),
                Arguments.of("a boundary with quotes", "multipart/form-data; boundary=\"a\\\"b; c=d\"", noise(100)),
                Arguments.of(
                        "100,000 parts",
                        "multipart/form-data; boundary=b",
                        Bytes.filled(part, 100_000 * part.length())),
                Arguments.of("unterminated", "multipart/form-data; boundary=b", joined(part, noise(100), "")),
                Arguments.of(
                        "nested", "multipart/form-data; boundary=b", joined(part, joined(part, noise(9), ""), "--b--")),
                Arguments.of("two boundaries", "multipart/form-data; boundary=b; boundary=c", noise(100)),
                Arguments.of("JSON inside", "multipart/form-data; boundary=b", Bytes.of("{\"model\":1,\"model\":2}")),
                Arguments.of("bytes", "application/octet-stream", noise(MEGABYTE)),
                Arguments.of("bytes that call themselves sound", "audio/mpeg", noise(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uploads")
    void an_upload_passes_to_the_byte(String name, String type, byte[] body) {
        assertPasses(RawRequest.post(AUDIO).header("content-type", type).body(body), type);
        assertPasses(
                RawRequest.post(AUDIO).header("content-type", type).body(body).inChunks(), type);
    }

    @Test
    void a_file_upload_without_a_type_passes_to_the_byte() {
        FAKE.enqueue(Script.json(200, "{}"));
        byte[] body = noise(MEGABYTE);

        RawResponse response = Calls.exchange(
                GATEWAY, RawRequest.post("/v1/default/default/openai/files").body(body));

        assertThat(response.status()).isEqualTo(200);
        assertThat(FAKE.awaitRequest().body()).isEqualTo(body);
    }

    @Test
    void a_declared_length_past_the_bound_is_refused_before_a_byte_is_read() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(head("content-length: " + (100L * MEGABYTE + 1)));

            assertTooLarge(client.response());
        }
    }

    @Test
    void a_declared_length_past_the_bound_is_refused_instead_of_asked_for() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(head("content-length: 99999999999\r\nexpect: 100-continue"));

            RawResponse response = client.response();

            assertTooLarge(response);
            assertThat(response.interim()).isEmpty();
        }
    }

    @Test
    void a_client_that_still_sends_reads_its_413() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(head("content-length: " + 101L * MEGABYTE));
            byte[] megabyte = noise(MEGABYTE);
            for (int i = 0; i < 8; i++) {
                client.send(megabyte);
            }

            assertTooLarge(client.response());
        }
    }

    @Test
    void a_body_in_chunks_is_refused_where_it_passes_the_bound() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(head("transfer-encoding: chunked"));
            byte[] chunk = joined("100000\r\n", noise(MEGABYTE), "\r\n");
            for (int i = 0; i < 100; i++) {
                client.send(chunk);
            }
            sendWhatItTakes(client, joined("100000\r\n", noise(MEGABYTE / 2), ""));

            assertTooLarge(client.response());
        }
    }

    @Test
    void a_body_of_exactly_the_bound_passes() {
        FAKE.enqueue(Script.json(200, "{}"));
        byte[] body = new byte[100 * MEGABYTE];

        RawResponse response = Calls.exchange(
                GATEWAY,
                RawRequest.post(AUDIO).header("content-type", "audio/mpeg").body(body));

        assertThat(response.status()).isEqualTo(200);
        assertThat(FAKE.awaitRequest().bodyLength()).isEqualTo(body.length);
    }

    @Test
    void a_body_shorter_than_it_said_is_not_sent_on() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(head("content-length: 1000")).send("only this");
            client.finish();
            client.awaitEnd(Duration.ofSeconds(10));
        }

        Calls.awaitIdle(GATEWAY);
        assertThat(FAKE.requests()).isEmpty();
    }

    @Test
    void a_body_longer_than_it_said_is_cut_where_it_said() {
        FAKE.otherwise(Script.json(200, "{}"));
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(head("content-length: 4")).send("four and more\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().status()).isEqualTo(400);
        }

        assertThat(FAKE.requests()).hasSize(1);
        assertThat(FAKE.awaitRequest().bodyText()).isEqualTo("four");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "+4",
                "4, 4",
                "4, 5",
                "0x4",
                "4a",
                "",
                "4;",
                "18446744073709551620",
                "4\r\ncontent-length: 5"
            })
    void a_length_that_is_none_is_refused(String length) {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(head("content-length: " + length)).send("four");

            RawResponse response = client.response();

            // Two lengths that agree may be taken for one (RFC 9110, 8.6); an empty field is no length at all.
            assertThat(response.status()).isBetween(400, 413);
        }
        assertThat(FAKE.requests()).isEmpty();
    }

    @Test
    void a_length_beside_chunks_is_refused() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(head("content-length: 4\r\ntransfer-encoding: chunked"))
                    .send("0\r\n\r\nGET / HTTP/1.1\r\n\r\n");

            RawResponse response = client.response();

            assertThat(response.status()).isEqualTo(400);
            assertThat(client.awaitEnd(Duration.ofSeconds(10))).isNotEqualTo(RawResponse.Ended.TIME_OUT);
        }
        assertThat(FAKE.requests()).isEmpty();
    }

    private static void assertPasses(RawRequest request, String type) {
        FAKE.forget();
        FAKE.enqueue(Script.json(200, "{\"text\":\"hello\"}"));

        RawResponse response = Calls.exchange(GATEWAY, request);

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(FAKE.awaitRequest().body()).isEqualTo(request.body());
        assertThat(FAKE.awaitRequest().headers().all("content-type")).containsExactly(type);
        assertThat(FAKE.violations()).isEmpty();
    }

    private static void assertTooLarge(RawResponse response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(413);
        assertThat(response.complete()).isTrue();
        assertThat(response.header("connection")).contains("close");
        assertThat(Calls.code(response)).isEqualTo(2901);
        assertThat(FAKE.requests()).isEmpty();
    }

    private static void sendWhatItTakes(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (UncheckedIOException refused) {
            // It was refused before it was all sent, as it may be.
        }
    }

    private static String head(String lines) {
        return "POST " + AUDIO + " HTTP/1.1\r\nhost: x\r\ncontent-type: audio/mpeg\r\n" + lines + "\r\n\r\n";
    }

    private static byte[] joined(String before, byte[] bytes, String after) {
        return Bytes.join(Bytes.of(before), bytes, Bytes.of(after));
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }
}
