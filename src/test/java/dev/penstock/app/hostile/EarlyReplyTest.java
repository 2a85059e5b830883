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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A refusal before the body is read: what is left of the body is never taken for the next request. */
class EarlyReplyTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final FakeProvider FAKE = FakeProvider.start();
    private static final RunningGateway GATEWAY = RunningGateway.of(
            "providers:\n  openai:\n    base_url: " + FAKE.origin()
                    + "/v1\ngateways:\n  - id: closed\n    authentication: true\n  - id: default\n    authentication: false\n");

    /** Bodies that are requests themselves, were they taken for such. */
    private static final String SMUGGLED =
            "POST " + Calls.CHAT + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                    + "content-length: 17\r\n\r\n{\"model\":\"stolen\"}";

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

    @Test
    void two_hundred_refusals_over_unread_bodies_smuggle_nothing() {
        FAKE.otherwise(Script.json(200, Calls.ANSWER));
        List<RawRequest> refused = List.of(
                RawRequest.post("/v1/default/closed/openai/chat/completions"),
                RawRequest.post("/v1/default/missing/openai/chat/completions"),
                RawRequest.post("/v1/default/default/nobody/chat/completions"),
                RawRequest.post("/nowhere"),
                RawRequest.post(Calls.CHAT).header("cf-aig-max-attempts", "99"));
        for (int i = 0; i < 200; i++) {
            RawRequest first = refused.get(i % refused.size()).body(Bytes.of(SMUGGLED));
            assertRefusedThenParsedRight(i % 2 == 0 ? first : first.inChunks(), i % 3 == 0);
        }
        assertThat(FAKE.requests()).allMatch(request -> request.bodyText().equals(Calls.BODY));
    }

    @Test
    void a_body_that_never_comes_does_not_hold_up_its_refusal() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send("POST /v1/default/closed/openai/x HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n");

            assertThat(client.response().status()).isEqualTo(401);
            assertThat(client.awaitEnd(LONG)).isNotEqualTo(RawResponse.Ended.TIME_OUT);
        }
    }

    @Test
    void an_endless_body_is_not_read_for_long() {
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send("POST /v1/default/closed/openai/x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(401);
            byte[] chunk = Bytes.of("1000\r\n" + "x".repeat(4096) + "\r\n");
            long deadline = System.nanoTime() + LONG.toNanos();
            boolean open = true;
            while (open && System.nanoTime() < deadline) {
                open = sends(client, chunk);
            }
            assertThat(open).isFalse();
        }
    }

    @Test
    void what_follows_a_refusal_that_closes_is_not_carried() {
        FAKE.otherwise(Script.json(200, Calls.ANSWER));
        byte[] refused = RawRequest.post("/v1/default/closed/openai/x")
                .body(Bytes.of("{}"))
                .bytes();
        byte[] good = Calls.chat(Calls.BODY).bytes();
        for (int i = 0; i < 50; i++) {
            try (RawClient client = RawClient.connect(GATEWAY.port())) {
                client.send(Bytes.join(refused, good));
                RawResponse first = client.response();
                assertThat(first.status()).isEqualTo(401);
                if (first.header("connection").filter("close"::equals).isPresent()) {
                    RawResponse second = client.response(LONG);
                    assertThat(second.status()).isZero();
                } else {
                    assertThat(client.response().status()).isEqualTo(200);
                    FAKE.forget();
                    FAKE.otherwise(Script.json(200, Calls.ANSWER));
                }
            }
        }
        assertThat(FAKE.requests()).isEmpty();
    }

    @Test
    void a_refusal_after_the_body_was_read_keeps_the_connection() {
        FAKE.otherwise(Script.json(200, Calls.ANSWER));
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(Calls.chat("{\"model\":1}")).response().status())
                        .isEqualTo(400);
                assertThat(client.send(Calls.chat(Calls.BODY)).response().status())
                        .isEqualTo(200);
            }
        }
        assertThat(FAKE.requests()).hasSize(20);
    }

    private static void assertRefusedThenParsedRight(RawRequest refused, boolean together) {
        byte[] good = Calls.chat(Calls.BODY).bytes();
        try (RawClient client = RawClient.connect(GATEWAY.port())) {
            client.send(together ? Bytes.join(refused.bytes(), good) : refused.bytes());
            RawResponse response = client.response();
            assertThat(response.status()).as(response.text()).isBetween(400, 404);
            assertThat(response.complete()).isTrue();
            if (!together && sends(client, good)) {
                client.awaitEnd(Duration.ofMillis(1));
            }
            RawResponse next = client.response(LONG);
            // Either the next request got its own answer, or the connection ended: never a third thing.
            assertThat(next.status()).isIn(0, 200);
            assertThat(next.ended()).isNotEqualTo(RawResponse.Ended.TIME_OUT);
        }
    }

    private static boolean sends(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
            return true;
        } catch (UncheckedIOException closed) {
            return false;
        }
    }
}
