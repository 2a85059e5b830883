package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Encoding;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed bodies: unpacked within bounds where we read them, refused where we cannot, never delivered half or garbled. */
class PackedBodiesTest {
    private static final String UNPACKABLE = "{\"pad\":\"%s\"}";

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of(
            "limits:\n  held_answer_bytes: 64KB\nproviders:\n  openai:\n" + "    base_url: " + fake.origin() + "/v1\n");

    @AfterEach
    void close() {
        Calls.awaitIdle(gateway);
        gateway.close();
        fake.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void a_packed_request_is_read_unpacked_and_sent_packed(Encoding encoding) {
        fake.enqueue(Script.json(200, Calls.ANSWER));
        byte[] packed = encoding.encode(Bytes.of(Calls.BODY));

        RawResponse response = Calls.exchange(gateway, packed(encoding.token(), packed));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(fake.awaitRequest().body()).isEqualTo(packed);
        assertThat(fake.awaitRequest().header("content-encoding")).contains(encoding.token());
        assertThat(gateway.onlyRow().model()).isEqualTo("gpt-4o");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void a_packed_request_is_held_to_the_same_strictness(Encoding encoding) {
        byte[] packed = encoding.encode(Bytes.of("{\"model\":\"gpt-4o\",\"model\":\"o1\"}"));

        RawResponse response = Calls.exchange(gateway, packed(encoding.token(), packed));

        assertThat(response.status()).isEqualTo(400);
        assertThat(fake.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void a_request_bomb_is_refused(Encoding encoding) {
        byte[] bomb = encoding.encode(bomb(64 << 20));
        assertThat(bomb.length).isLessThan(2 << 20);

        RawResponse response = Calls.exchange(gateway, packed(encoding.token(), bomb));

        assertThat(response.status()).isEqualTo(413);
        assertThat(fake.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, gzip", "gzip,gzip,gzip", "identity, gzip", "compress", "gzip;q=1", "x\u0001y"})
    void a_request_packed_as_we_cannot_read_is_refused(String coding) {
        byte[] packed = Encoding.GZIP.encode(Bytes.of(Calls.BODY));

        RawResponse response = Calls.exchange(gateway, packed(coding, packed));

        assertThat(response.status()).as(response.text()).isBetween(400, 415);
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void two_content_encodings_in_two_lines_are_two() {
        byte[] packed = Encoding.GZIP.encode(Bytes.of(Calls.BODY));

        RawResponse response =
                Calls.exchange(gateway, packed("identity", packed).header("content-encoding", "gzip"));

        assertThat(response.status()).isBetween(400, 415);
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void a_request_packed_and_cut_off_is_refused_as_malformed() {
        byte[] packed = Encoding.GZIP.encode(Bytes.of(Calls.BODY));

        RawResponse response = Calls.exchange(gateway, packed("gzip", Arrays.copyOf(packed, packed.length - 9)));

        assertThat(response.status()).isEqualTo(400);
        assertThat(fake.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void a_packed_answer_is_delivered_unpacked_and_metered(Encoding encoding) {
        fake.enqueue(Script.json(200, Calls.ANSWER).encoded(encoding));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

        assertThat(fake.awaitRequest().header("accept-encoding")).contains("identity");
        assertThat(response.text()).isEqualTo(Calls.ANSWER);
        assertThat(response.header("content-encoding")).isEmpty();
        assertThat(response.headers().all("content-length")).containsExactly("" + Calls.ANSWER.length());
        assertUsage(1000, 100);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void a_packed_stream_is_delivered_unpacked_and_metered(Encoding encoding) {
        fake.enqueue(Script.sse(Events.chat("Hel", "lo").usage(9, 2).list()).encoded(encoding));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.STREAM));

        assertThat(response.text()).contains("Hel", "lo", "[DONE]");
        assertThat(response.complete()).isTrue();
        assertThat(response.header("content-encoding")).isEmpty();
        assertUsage(9, 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void a_packed_answer_too_large_to_hold_is_delivered_unpacked_all_the_same(Encoding encoding) {
        String noise = noise(300_000);
        fake.enqueue(Script.json(200, UNPACKABLE.formatted(noise)).encoded(encoding));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-encoding")).isEmpty();
        assertThat(response.complete()).isTrue();
        assertThat(response.text()).isEqualTo(UNPACKABLE.formatted(noise));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void an_answer_bomb_is_a_502(Encoding encoding) {
        fake.enqueue(Script.json(200, "")
                .body(encoding.encode(bomb(64 << 20)))
                .header("content-encoding", encoding.token()));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

        assertThat(response.status()).isIn(502, 200);
        assertThat(response.complete() && response.status() == 200).isFalse();
        assertThat(response.body().length).isLessThan(40 << 20);
        assertThat(gateway.onlyRow().outcome()).isIn(Outcome.FAILED, Outcome.BROKEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void a_stream_bomb_ends_in_an_error_event(Encoding encoding) {
        fake.enqueue(Script.answer(200)
                .header("content-type", "text/event-stream")
                .body(encoding.encode(Bytes.filled("data: {}\n\n", 64 << 20)))
                .header("content-encoding", encoding.token()));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.STREAM));

        assertThat(response.complete()).isFalse();
        assertThat(response.body().length).isLessThan(120 << 20);
        assertThat(response.text()).contains("\"error\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, gzip", "br, gzip", "compress", "gzip gzip", "aws-chunked"})
    void an_answer_packed_as_we_cannot_read_is_a_502(String coding) {
        byte[] packed = Encoding.GZIP.encode(Encoding.GZIP.encode(Bytes.of(Calls.ANSWER)));
        fake.enqueue(Script.json(200, "").body(packed).header("content-encoding", coding));

        assert502();
    }

    @Test
    void an_answer_packed_twice_in_two_header_lines_is_a_502() {
        byte[] packed = Encoding.GZIP.encode(Encoding.GZIP.encode(Bytes.of(Calls.ANSWER)));
        fake.enqueue(Script.json(200, "")
                .body(packed)
                .header("content-encoding", "gzip")
                .header("content-encoding", "gzip"));

        assert502();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void an_answer_cut_off_inside_its_packing_is_a_502(Encoding encoding) {
        byte[] packed = encoding.encode(Bytes.of(Calls.ANSWER));
        fake.enqueue(Script.json(200, "")
                .body(Arrays.copyOf(packed, packed.length / 2))
                .header("content-encoding", encoding.token()));

        assert502();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE", "ZSTD"})
    void an_answer_that_is_not_packed_as_it_says_is_a_502(Encoding encoding) {
        fake.enqueue(Script.json(200, Calls.ANSWER).header("content-encoding", encoding.token()));

        assert502();
    }

    @Test
    void a_packed_stream_cut_off_ends_in_an_error_event() {
        byte[] packed = Encoding.GZIP.encode(
                Bytes.join(Events.chat("Hel", "lo").usage(9, 2).list()));
        fake.enqueue(Script.answer(200)
                .header("content-type", "text/event-stream")
                .header("content-encoding", "gzip")
                .body(Arrays.copyOf(packed, packed.length / 2)));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.STREAM));

        assertThat(response.complete()).isFalse();
        assertThat(response.text()).contains("\"error\"").doesNotContain("[DONE]");
    }

    @Test
    void a_byte_order_mark_before_an_answer_passes_and_is_metered() {
        fake.enqueue(Script.json(200, "\ufeff" + Calls.ANSWER));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

        assertThat(response.text()).isEqualTo("\ufeff" + Calls.ANSWER);
        assertUsage(1000, 100);
    }

    @Test
    void a_byte_order_mark_before_a_stream_passes_and_is_metered() {
        byte[] events = Bytes.join(Events.chat("Hel", "lo").usage(9, 2).list());
        fake.enqueue(Script.answer(200)
                .header("content-type", "text/event-stream")
                .chunked()
                .body(Bytes.join(Bytes.of("\ufeff"), events)));

        RawResponse response = Calls.exchange(
                gateway,
                Calls.chat("{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"));

        assertThat(response.body()).isEqualTo(Bytes.join(Bytes.of("\ufeff"), events));
        assertUsage(9, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso-8859-1", "utf-16", "ebcdic", "\"utf-8"})
    void a_wrong_charset_changes_no_byte(String charset) {
        fake.enqueue(Script.answer(200)
                .header("content-type", "application/json; charset=" + charset)
                .body(Calls.ANSWER));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

        assertThat(response.text()).isEqualTo(Calls.ANSWER);
        assertThat(response.header("content-type")).contains("application/json; charset=" + charset);
        assertUsage(1000, 100);
    }

    @Test
    void an_answer_in_utf_16_passes_unmetered() {
        byte[] utf16 = Calls.ANSWER.getBytes(StandardCharsets.UTF_16LE);
        fake.enqueue(Script.json(200, "").body(utf16));

        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

        assertThat(response.body()).isEqualTo(utf16);
    }

    private void assert502() {
        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.json().path("internalCode").asInt(0)).isEqualTo(2005);
        assertThat(response.header("content-encoding")).isEmpty();
        assertThat(gateway.onlyRow().outcome()).isEqualTo(Outcome.FAILED);
    }

    private void assertUsage(long input, long output) {
        CallRow row = gateway.onlyRow();
        assertThat(row.usage().input()).isEqualTo(input);
        assertThat(row.usage().output()).isEqualTo(output);
    }

    private static RawRequest packed(String coding, byte[] body) {
        return Calls.chat(body).header("content-encoding", coding);
    }

    private static byte[] bomb(int bytes) {
        byte[] bomb = Bytes.filled(" ", bytes);
        bomb[0] = '{';
        bomb[bytes - 1] = '}';
        return bomb;
    }

    private static String noise(int characters) {
        StringBuilder noise = new StringBuilder(characters);
        new java.util.Random(7)
                .ints(characters, 'A', 'z')
                .filter(c -> c != '\\')
                .forEach(c -> noise.append((char) c));
        return noise.toString();
    }
}
