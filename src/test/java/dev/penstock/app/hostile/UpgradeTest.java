package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that would leave HTTP/1.1 or name another place: refused, and nothing of them is sent on. */
class UpgradeTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final FakeProvider FAKE = FakeProvider.start();
    private static final RunningGateway GATEWAY = RunningGateway.with("openai", FAKE.origin() + "/v1");
    private static final String NEXT = "GET " + Calls.CHAT + " HTTP/1.1\r\nhost: x\r\n\r\n";

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

    /** A bar stands for the end of a line, %s for a path that is served. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET %s HTTP/1.1|host: x|connection: upgrade|upgrade: websocket|sec-websocket-version: 13|sec-websocket-key: abc||",
                "POST %s HTTP/1.1|host: x|connection: upgrade, http2-settings|upgrade: h2c|http2-settings: AAM|content-length: 2||{}",
                "GET %s HTTP/1.1|host: x|upgrade: anything||",
                "GET %s HTTP/1.1|host: x|upgrade:||",
                "TRACE %s HTTP/1.1|host: x||",
                "CONNECT api.openai.com:443 HTTP/1.1|host: x||",
                "CONNECT %s HTTP/1.1|host: x||",
                "GET http://169.254.169.254%s HTTP/1.1|host: x||",
                "GET //evil.example%s HTTP/1.1|host: x||",
                "OPTIONS * HTTP/1.1|host: x||",
                "GET v1/default/default/openai/models HTTP/1.1|host: x||",
                "GET %s HTTP/2.0|host: x||",
                "GET %s HTTP/0.9||",
                "GET %s||",
                "PRI * HTTP/2.0||SM||\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003||"
            })
    void is_refused_and_nothing_is_forwarded(String request) {
        FAKE.otherwise(Script.json(200, Calls.ANSWER));
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            String wire = request.replace("%s", Calls.CHAT) + "bytes that follow||";
            client.send(wire.replace("|", "\r\n"));

            RawResponse response = client.response();

            // What claims another version is answered in it, and so is not read as HTTP/1.1 here.
            assertThat(Bytes.text(client.raw())).containsPattern("^HTTP/\\d\\.\\d [45]\\d\\d ");
            assertThat(response.interim()).isEmpty();
            assertThat(client.awaitEnd(LONG)).isNotEqualTo(RawResponse.Ended.TIME_OUT);
        }
        assertThat(FAKE.requests()).isEmpty();
    }

    @Test
    void bytes_after_an_upgrade_are_not_taken_for_a_request() {
        FAKE.otherwise(Script.json(200, Calls.ANSWER));
        for (int i = 0; i < 20; i++) {
            try (RawClient client = RawClient.connect(GATEWAY.port())) {
                client.send("GET " + Calls.CHAT
                        + " HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n" + NEXT);
                assertThat(client.response().status()).isEqualTo(400);
                assertThat(client.response(LONG).status()).isZero();
            }
        }
        assertThat(FAKE.requests()).isEmpty();
    }

    @Test
    void a_client_that_asks_first_is_told_to_send() {
        FAKE.enqueue(Script.json(200, Calls.ANSWER));
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(expecting(Calls.CHAT, Calls.BODY.length()));
            byte[] interim = client.readUntilClose(Duration.ofMillis(500));
            assertThat(Bytes.text(interim)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

            RawResponse response = client.send(Calls.BODY).response();

            assertThat(response.status()).isEqualTo(200);
        }
        assertThat(FAKE.awaitRequest().header("expect")).isEmpty();
        assertThat(FAKE.awaitRequest().bodyText()).isEqualTo(Calls.BODY);
    }

    @Test
    void a_client_that_asks_first_and_would_be_refused_is_not_told_to_send() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(expecting("/v1/default/missing/openai/x", 1000));

            RawResponse response = client.response();

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.interim()).isEmpty();
        }
    }

    @Test
    void a_client_that_asks_first_and_has_no_body_is_served() {
        FAKE.enqueue(Script.json(200, "{}"));
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send("GET /v1/default/default/openai/models HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n\r\n");

            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_asks_first_and_never_sends_reaches_no_provider() {
        try (RunningGateway hasty = RunningGateway.of(
                        "timeouts:\n  body: 500ms\nproviders:\n  openai:\n    base_url: " + FAKE.origin() + "/v1\n");
                RawClient client = RawClient.connect(hasty.port())) {
            client.send(expecting(Calls.CHAT, 100));

            assertThat(client.response(LONG).status()).isEqualTo(408);
        }
        assertThat(FAKE.requests()).isEmpty();
    }

    private static String expecting(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n"
                + "content-length: " + length + "\r\n\r\n";
    }
}
