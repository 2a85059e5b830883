package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Cutter;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that take their time, and too many of them: each is closed at its deadline, and the others notice nothing. */
class SlowSenderTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int MEGABYTE = 1 << 20;

    private final FakeProvider fake = FakeProvider.start();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        fake.close();
    }

    @Test
    void a_slow_head_is_closed_at_an_absolute_deadline() throws Exception {
        try (RunningGateway gateway = gateway("timeouts:\n  head: 1s\n")) {
            fake.otherwise(Script.json(200, Calls.ANSWER));
            byte[] head = Bytes.of("POST " + Calls.CHAT + " HTTP/1.1\r\nhost: x\r\nx-slow: " + "x".repeat(1_000));
            List<Future<Long>> slow = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> dripped(gateway, head)))
                    .toList();

            assertGood(gateway, 20);

            for (Future<Long> one : slow) {
                assertThat(one.get()).as("milliseconds until closed").isBetween(900L, 10_000L);
            }
            assertThat(fake.requests()).hasSize(20);
            Calls.awaitIdle(gateway);
        }
    }

    @Test
    void a_connection_that_never_says_a_word_is_closed_too() {
        try (RunningGateway gateway = gateway("timeouts:\n  head: 500ms\n");
                RawClient client = RawClient.connect(gateway.port())) {
            assertThat(client.awaitEnd(LONG)).isEqualTo(RawResponse.Ended.FIN);
        }
    }

    @Test
    void a_slow_body_gets_a_408_and_reaches_no_provider() throws Exception {
        try (RunningGateway gateway = gateway("timeouts:\n  body: 1s\n")) {
            fake.otherwise(Script.json(200, Calls.ANSWER));
            List<Future<RawResponse>> slow = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> slowBody(gateway, i % 2 == 0)))
                    .toList();

            assertGood(gateway, 20);

            for (Future<RawResponse> one : slow) {
                assertThat(one.get().status()).isEqualTo(408);
                assertThat(one.get().header("connection")).contains("close");
            }
            assertThat(fake.requests()).hasSize(20);
            Calls.awaitIdle(gateway);
        }
    }

    @Test
    void promised_lengths_take_nothing_from_those_who_send() throws Exception {
        try (RunningGateway gateway = gateway("limits:\n  body_bytes: 8MB\n  inflight_bytes: 8MB\n")) {
            fake.otherwise(Script.json(200, Calls.ANSWER));
            List<RawClient> promising = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                promising.add(RawClient.connect(gateway.port()).send(head("content-length: " + 7 * MEGABYTE)));
            }
            Await.until("100 calls begun", LONG, () -> Calls.metric(gateway, "penstock_calls_open") == 100);

            RawResponse response = Calls.exchange(gateway, Calls.chat(padded(2 * MEGABYTE)));

            assertThat(response.status()).isEqualTo(200);
            promising.forEach(RawClient::reset);
            Calls.awaitIdle(gateway);
        }
    }

    @Test
    void a_steady_sender_may_take_longer_than_the_deadline() {
        try (RunningGateway gateway = gateway("timeouts:\n  body: 500ms\n");
                RawClient client = RawClient.connect(gateway.port())) {
            fake.enqueue(Script.json(200, Calls.ANSWER));
            byte[] body = Bytes.of(padded(MEGABYTE));
            client.send(head("content-length: " + body.length));

            client.sendSlowly(
                    body, Cutter.sizes(IntStream.range(0, 15).map(i -> 65_536).toArray()), Duration.ofMillis(100));

            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_leaves_in_its_body_leaves_nothing_behind() {
        try (RunningGateway gateway = gateway("")) {
            for (int i = 0; i < 50; i++) {
                RawClient client = RawClient.connect(gateway.port());
                client.send(head("content-length: 100000")).send("{\"model\":");
                if (i % 2 == 0) {
                    client.reset();
                } else {
                    client.hangUp();
                }
            }

            Calls.awaitIdle(gateway);
            assertThat(fake.requests()).isEmpty();
        }
    }

    @Test
    void connections_past_the_cap_are_closed_and_the_others_live() {
        try (RunningGateway gateway = gateway("limits:\n  connections: 50\n")) {
            fake.otherwise(Script.sse(Events.chat("a", "b").usage(1, 1).list()).delayEnd(Duration.ofMillis(1)));
            List<RawClient> open = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                open.add(RawClient.connect(gateway.port()));
            }
            Await.until("50 connections", LONG, () -> Calls.metric(gateway, "penstock_connections_open") == 50);

            for (int i = 0; i < 100; i++) {
                assertClosedAtOnce(gateway);
            }
            for (RawClient client : open) {
                assertThat(client.send(Calls.chat(Calls.STREAM)).response().text())
                        .contains("[DONE]");
            }

            open.forEach(RawClient::close);
            Await.until("room", LONG, () -> Calls.metric(gateway, "penstock_connections_open") == 0);
            assertGood(gateway, 1);
        }
    }

    @Test
    void bodies_past_the_budget_get_a_503_that_says_when_to_come_back() {
        try (RunningGateway gateway = gateway("limits:\n  body_bytes: 4MB\n  inflight_bytes: 4MB\n");
                RawClient holding = RawClient.connect(gateway.port())) {
            fake.otherwise(Script.json(200, Calls.ANSWER));
            holding.send(head("content-length: " + 3 * MEGABYTE))
                    .send(padded(3 * MEGABYTE).substring(0, 3 * MEGABYTE - 100));
            Await.until(
                    "most of it held", LONG, () -> Calls.metric(gateway, "penstock_bytes_in_flight") > 2.9 * MEGABYTE);

            RawResponse declared = Calls.exchange(gateway, Calls.chat(padded(2 * MEGABYTE)));
            RawResponse chunked = sentInChunks(gateway, padded(2 * MEGABYTE));

            assertBusy(declared);
            assertBusy(chunked);
            assertThat(fake.requests()).isEmpty();
            holding.reset();
            Calls.awaitIdle(gateway);
            assertThat(Calls.exchange(gateway, Calls.chat(padded(2 * MEGABYTE))).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void the_pause_between_requests_does_not_end_the_next_call() {
        try (RunningGateway gateway = gateway("timeouts:\n  keep_alive: 1s\n");
                RawClient client = RawClient.connect(gateway.port())) {
            fake.enqueue(
                    Script.json(200, Calls.ANSWER),
                    Script.json(200, Calls.ANSWER).delayBefore(Duration.ofSeconds(2)));
            byte[] one = Calls.chat(Calls.BODY).bytes();

            client.send(Bytes.join(one, one));

            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.awaitEnd(LONG)).isEqualTo(RawResponse.Ended.FIN);
        }
    }

    private static void assertBusy(RawResponse response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(503);
        assertThat(response.header("retry-after")).contains("1");
        assertThat(Calls.code(response)).isEqualTo(2902);
    }

    private static void assertGood(RunningGateway gateway, int calls) {
        for (int i = 0; i < calls; i++) {
            assertThat(Calls.exchange(gateway, Calls.chat(Calls.BODY)).status()).isEqualTo(200);
        }
    }

    private static void assertClosedAtOnce(RunningGateway gateway) {
        try (RawClient client = RawClient.connect(gateway.port())) {
            assertThat(client.awaitEnd(LONG)).isNotEqualTo(RawResponse.Ended.TIME_OUT);
            assertThat(client.raw()).isEmpty();
        }
    }

    /** Sends a head byte by byte; milliseconds from the connection to its end. */
    private static long dripped(RunningGateway gateway, byte[] head) {
        long began = System.nanoTime();
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.sendSlowly(head, Cutter.eachByte(), Duration.ofMillis(20));
            client.awaitEnd(LONG);
        }
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static RawResponse slowBody(RunningGateway gateway, boolean declared) {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(head(declared ? "content-length: 1000" : "transfer-encoding: chunked"));
            String piece = declared ? " " : "1\r\n \r\n";
            for (int i = 0; i < 4; i++) {
                client.send(piece);
                Await.staysTrue("waiting", Duration.ofMillis(100), () -> true);
            }
            return client.response(LONG);
        }
    }

    private static RawResponse sentInChunks(RunningGateway gateway, String body) {
        try (RawClient client = RawClient.connect(gateway.port())) {
            try {
                client.send(Calls.chat(body).inChunks());
            } catch (UncheckedIOException refused) {
                // Refused before it was all sent, as it may be.
            }
            return client.response();
        }
    }

    private static String padded(int length) {
        String frame = "{\"model\":\"gpt-4o\",\"user\":\"\"}";
        return frame.substring(0, frame.length() - 2) + "x".repeat(length - frame.length()) + "\"}";
    }

    private static String head(String lines) {
        return "POST " + Calls.CHAT + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n" + lines + "\r\n\r\n";
    }

    private RunningGateway gateway(String more) {
        return RunningGateway.of(more + "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n");
    }
}
