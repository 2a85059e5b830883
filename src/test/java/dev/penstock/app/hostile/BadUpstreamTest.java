package dev.penstock.app.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.BlackHole;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.TestTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that cannot be reached, that break HTTP, or that never end. */
class BadUpstreamTest {
    private static final String POISON =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n" + "{\"poisoned\":true}";

    private final FakeProvider fake = FakeProvider.start();
    private final FakeProvider good = FakeProvider.start();

    @AfterEach
    void close() {
        fake.close();
        good.close();
    }

    @Test
    void a_refused_connection_is_a_502_and_falls_back() {
        fake.close();
        assertUnreachable(fake.origin(), 502, "unreachable_connect", Duration.ofSeconds(5));
    }

    @Test
    void a_black_hole_is_a_504_at_the_connect_deadline_and_falls_back() {
        try (BlackHole hole = BlackHole.open()) {
            assertUnreachable("http://127.0.0.1:" + hole.port(), 504, "timed_out_connect", Duration.ofSeconds(5));
        }
    }

    @Test
    void a_name_that_does_not_resolve_is_a_502_and_falls_back() {
        assertUnreachable("http://no-such-host.invalid", 502, "unreachable_dns", Duration.ofSeconds(15));
    }

    @Test
    void a_certificate_nobody_vouches_for_is_a_502_and_falls_back(@TempDir Path folder) {
        FakeProvider.Options tls = FakeProvider.Options.ANY.tls(TestTls.selfSigned("localhost", 1, folder));
        try (FakeProvider liar = FakeProvider.start(tls)) {
            assertUnreachable(liar.origin(), 502, "unreachable_tls", Duration.ofSeconds(5));
            assertThat(liar.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_passes_as_it_is_and_is_not_followed(int status) {
        try (RunningGateway gateway = gateway("")) {
            fake.enqueue(Script.redirect(status, good.origin() + "/latest/meta-data"));

            RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.header("location")).contains(good.origin() + "/latest/meta-data");
            assertThat(fake.requests()).hasSize(1);
            assertThat(good.requests()).isEmpty();
            assertThat(gateway.onlyRow().attempts()).hasSize(1);
        }
    }

    @Test
    void interim_answers_are_swallowed_however_many() {
        try (RunningGateway gateway = gateway("")) {
            fake.enqueue(
                    Script.json(200, Calls.ANSWER).continue100Flood(10_000),
                    Script.json(200, Calls.ANSWER).earlyHints("link: </a>"));

            assertWhole(gateway);
            assertWhole(gateway);
        }
    }

    @Test
    void interim_answers_without_end_meet_the_first_byte_deadline() {
        try (RunningGateway gateway = gateway("timeouts:\n  first_byte: 1s\n")) {
            fake.enqueue(Script.raw("HTTP/1.1 100 Continue\r\n\r\n")
                    .forever(Bytes.of("HTTP/1.1 100 Continue\r\n\r\n"), Duration.ofMillis(1)));

            RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

            assertThat(response.status()).isEqualTo(504);
            fake.awaitRequest().awaitClosed(Duration.ofSeconds(5));
        }
    }

    @Test
    void an_event_past_its_bound_ends_in_an_error_event() {
        try (RunningGateway gateway = gateway("")) {
            fake.enqueue(Script.answer(200)
                    .header("content-type", "text/event-stream")
                    .chunked()
                    .body(Bytes.filled("data: x", 64 << 20)));

            RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.STREAM));

            assertThat(response.complete()).isFalse();
            assertThat(response.body().length).isLessThan(1 << 20);
            assertThat(response.text()).contains("\"error\"").doesNotContain("[DONE]");
            assertThat(fake.awaitRequest().bytesWritten()).isLessThan(40L << 20);
            assertThat(gateway.onlyRow().outcome()).isEqualTo(Outcome.BROKEN);
        }
    }

    @Test
    void a_stream_without_end_meets_the_total_deadline() {
        try (RunningGateway gateway = gateway("timeouts:\n  total: 2s\n")) {
            fake.enqueue(Script.sse(Events.chat("a").list().subList(0, 1))
                    .forever(Bytes.of("data: {\"choices\":[]}\n\n"), Duration.ofMillis(10)));

            RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.STREAM));

            assertThat(response.complete()).isFalse();
            assertThat(response.text()).contains("\"error\"").doesNotContain("[DONE]");
            assertThat(gateway.onlyRow().failure()).isEqualTo("timed_out_total");
        }
    }

    @Test
    void a_body_without_end_meets_the_total_deadline() {
        try (RunningGateway gateway = gateway("timeouts:\n  total: 2s\n")) {
            fake.enqueue(Script.json(200, "{").chunked().forever(Bytes.of(" "), Duration.ofMillis(10)));

            RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

            assertThat(response.status()).isEqualTo(504);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 abc OK\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/9.9 200 OK\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nbad\u0001name: x\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nx: a\u0000b\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nx: a\u0007b\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: abc\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} ",
                "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}",
                ""
            })
    void an_answer_that_breaks_http_is_a_502_and_its_connection_is_closed(String wire) {
        try (RunningGateway gateway = gateway("")) {
            fake.enqueue(Script.raw(wire).thenClose(), Script.json(200, Calls.ANSWER));

            RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));

            assertThat(response.status()).as(response.text()).isEqualTo(502);
            assertThat(Calls.code(response)).isEqualTo(2005);
            assertWhole(gateway);
            assertThat(fake.requests().get(1).connection()).isEqualTo(2);
        }
    }

    @Test
    void a_header_past_its_bound_is_a_502() {
        try (RunningGateway gateway = gateway("")) {
            fake.enqueue(Script.json(200, Calls.ANSWER).hugeHeader("x-huge", 1 << 20), Script.json(200, Calls.ANSWER));

            assertThat(Calls.exchange(gateway, Calls.chat(Calls.BODY)).status()).isEqualTo(502);
            assertWhole(gateway);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, length", "0, chunked", "30, length", "30, chunked"})
    void bytes_after_an_answer_never_reach_the_next_call(long pause, String framing) {
        try (RunningGateway gateway = gateway("")) {
            Script poisoning = Script.json(200, Calls.ANSWER).extraBytesAfterEnd(Bytes.of(POISON));
            fake.otherwise(framing.equals("chunked") ? poisoning.chunked() : poisoning);
            for (int i = 0; i < 30; i++) {
                assertWhole(gateway);
                LockSupport.parkNanos(Duration.ofMillis(pause).toNanos());
            }
        }
    }

    @Test
    void bytes_that_come_while_a_connection_rests_never_reach_the_next_call() {
        try (RunningGateway gateway = gateway("")) {
            byte[] answer = Script.json(200, Calls.ANSWER).wire();
            fake.otherwise(Script.raw(answer, Bytes.of(POISON)).delayBody(Duration.ofMillis(20)));
            for (int i = 0; i < 20; i++) {
                assertWhole(gateway);
                LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt_tokens\":-5,\"completion_tokens\":-7}",
                "{\"prompt_tokens\":1e18,\"completion_tokens\":1e18}",
                "{\"prompt_tokens\":1e400,\"completion_tokens\":99999999999999999999999999}",
                "{\"prompt_tokens\":NaN,\"completion_tokens\":5}",
                "{\"prompt_tokens\":\"many\",\"completion_tokens\":[1]}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":null}",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":1000}}",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"completion_tokens_details\":{\"reasoning_tokens\":900}}",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":1}",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"cost\":-1e300}",
                "{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":9223372036854775807}",
                "[]",
                "7"
            })
    void absurd_usage_neither_fails_nor_pays_back(String usage) {
        try (RunningGateway gateway = gateway("")) {
            String answer = Calls.ANSWER.substring(0, Calls.ANSWER.indexOf("\"usage\":") + 8) + usage + "}";
            String event = "data: {\"choices\":[],\"usage\":" + usage + "}\n\ndata: [DONE]\n\n";
            fake.enqueue(
                    Script.json(200, answer),
                    Script.answer(200)
                            .header("content-type", "text/event-stream")
                            .chunked()
                            .body(event));

            assertThat(Calls.exchange(gateway, Calls.chat(Calls.BODY)).text()).isEqualTo(answer);
            assertThat(Calls.exchange(gateway, Calls.chat(Calls.STREAM)).text()).contains("[DONE]");

            for (CallRow row : gateway.awaitRows(2, row -> true)) {
                assertThat(row.costNano())
                        .satisfiesAnyOf(
                                cost -> assertThat(cost).isNull(),
                                cost -> assertThat(cost).isNotNegative());
                assertNotNegative(row.usage().input());
                assertNotNegative(row.usage().output());
                assertNotNegative(row.usage().cacheRead());
                assertNotNegative(row.usage().outputReasoning());
            }
            assertThat(Calls.metrics(gateway)).doesNotContainPattern("(?m)^penstock_(cost|tokens).* -");
        }
    }

    private static void assertNotNegative(@Nullable Long count) {
        assertThat(count == null || count >= 0).as("%s is not negative", count).isTrue();
    }

    private void assertUnreachable(String origin, int status, String failure, Duration limit) {
        good.otherwise(Script.json(200, "{}"));
        try (RunningGateway gateway =
                RunningGateway.of("timeouts:\n  connect: 500ms\nproviders:\n  openai:\n    base_url: " + origin
                        + "/v1\n  anthropic:\n    base_url: " + good.origin() + "\n")) {
            long began = System.nanoTime();

            RawResponse alone = Calls.exchange(gateway, Calls.chat(Calls.BODY));
            RawResponse fallen = Calls.exchange(
                    gateway,
                    Calls.universal("[{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"query\":{}},"
                            + "{\"provider\":\"anthropic\",\"endpoint\":\"v1/messages\",\"query\":{}}]"));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(limit);
            assertThat(alone.status()).isEqualTo(status);
            assertThat(Calls.code(alone)).isEqualTo(2005);
            assertThat(fallen.status()).isEqualTo(200);
            assertThat(fallen.header("cf-aig-step")).contains("1");
            assertThat(gateway.awaitRows(2, row -> true))
                    .allMatch(row -> failure.equals(row.attempts().getFirst().failure()));
        }
    }

    private static void assertWhole(RunningGateway gateway) {
        RawResponse response = Calls.exchange(gateway, Calls.chat(Calls.BODY));
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(response.text()).isEqualTo(Calls.ANSWER);
    }

    private RunningGateway gateway(String more) {
        return RunningGateway.of(more + "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n");
    }
}
