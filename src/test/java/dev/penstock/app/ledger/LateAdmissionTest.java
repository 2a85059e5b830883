package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.Settlement;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever waits for a limit in vain takes nothing of it later, and is charged for nothing that was never sent. */
class LateAdmissionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ANSWER = """
            {"id":"c","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"Hi"}}],
            "usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}""";
    private static final String UNIVERSAL = "/v1/default/shop";

    private final FakeProvider fake = FakeProvider.start();
    private RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private void start(String settings) {
        gateway.close();
        gateway = RunningGateway.of("""
                providers:
                  openai:
                    base_url: %s/v1
                gateways:
                  - id: shop
                    authentication: false
                    limits:
                %s""".formatted(fake.origin(), settings.indent(6)));
    }

    private static String step(String model, String timeout) {
        return "{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"headers\":{\"authorization\":\"Bearer sk\""
                + (timeout.isEmpty() ? "" : ",\"cf-aig-request-timeout\":\"" + timeout + "\"") + "},\"query\":"
                + Spending.chat(model, 1_000) + "}";
    }

    private RawClient send(String... steps) {
        return RawClient.connect(gateway.port())
                .send(RawRequest.post(UNIVERSAL).json("[" + String.join(",", steps) + "]"));
    }

    private boolean isAsked(String model) {
        return fake.requests().stream().anyMatch(request -> request.bodyText().contains('"' + model + '"'));
    }

    private List<CallRow> settledRows(int count) {
        Await.until(
                "nothing held",
                PATIENCE,
                () -> Metrics.of(gateway).contains("\npenstock_limit_reservations_open 0")
                        && gateway.penstock().openCalls() == 0);
        // A count that is under way, also one that should not be, is on record when all is closed.
        gateway.close();
        gateway = gateway.again();
        return gateway.awaitRows(
                count, row -> row.attempts().stream().noneMatch(attempt -> attempt.settlement() == Settlement.HELD));
    }

    private static long posted(CallRow row) {
        return row.attempts().stream()
                .flatMap(attempt -> attempt.postings().stream())
                .filter(posting -> posting.bucket().contains(":money@"))
                .mapToLong(posting -> posting.amount())
                .sum();
    }

    private long taken() {
        return gateway.penstock().standings("", 100).stream()
                .filter(standing -> standing.key().contains(":money@"))
                .mapToLong(standing -> standing.taken())
                .sum();
    }

    /** The first place is taken for half a second; who gave up waiting for it is answered by then, by another target. */
    @Test
    void who_fell_back_while_it_waited_takes_nothing_of_what_it_waited_for() {
        start("""
                - {id: places, counts: calls_at_once, limit: 1, by: {model: gpt-4o}, exhausted: {wait: {longest: 10s}}}
                - {id: money, counts: cost, limit: 10, window: 1d}
                """);
        fake.answering(request -> Script.json(200, ANSWER)
                .delayBefore(Duration.ofMillis(request.bodyText().contains("gpt-4o-mini") ? 1_500 : 600)));
        try (RawClient first = send(step("gpt-4o", ""))) {
            Await.until("the place to be taken", PATIENCE, () -> isAsked("gpt-4o"));
            try (RawClient second = send(step("gpt-4o", "100"), step("gpt-4o-mini", ""))) {
                Await.until("the other target", PATIENCE, () -> isAsked("gpt-4o-mini"));
                assertThat(first.response(PATIENCE).status()).isEqualTo(200);
                Await.until(
                        "the place to be free",
                        PATIENCE,
                        () -> gateway.penstock().openCalls() <= 1);
                try (RawClient third = send(step("gpt-4o", "5000"))) {
                    assertThat(third.response(PATIENCE).status()).isEqualTo(200);
                }
                assertThat(second.response(PATIENCE).status()).isEqualTo(200);
            }
        }
        List<CallRow> rows = settledRows(3);
        assertThat(rows.stream().mapToLong(LateAdmissionTest::posted).sum()).isEqualTo(taken());
        CallRow fellBack = rows.stream()
                .filter(row -> row.attempts().size() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(fellBack.attempts().getFirst().postings()).isEmpty();
        assertThat(posted(fellBack)).isEqualTo(fellBack.costNano());
    }

    /** A request that left and was turned down costs nothing, and does not make another one cost that never left. */
    @Test
    void who_leaves_while_its_second_target_waits_is_charged_for_nothing() {
        start("""
                - {id: places, counts: calls_at_once, limit: 1, by: {model: gpt-4o}, exhausted: {wait: {longest: 10s}}}
                - {id: money, counts: cost, limit: 10, window: 1d}
                """);
        fake.answering(request -> request.bodyText().contains("gpt-4o-mini")
                ? Script.json(500, "{}")
                : Script.json(200, ANSWER).delayBefore(Duration.ofSeconds(1)));
        try (RawClient first = send(step("gpt-4o", ""))) {
            Await.until("the place to be taken", PATIENCE, () -> isAsked("gpt-4o"));
            try (RawClient second = send(step("gpt-4o-mini", ""), step("gpt-4o", ""))) {
                Await.until("the first target", PATIENCE, () -> isAsked("gpt-4o-mini"));
                Await.staysTrue(
                        "waiting",
                        Duration.ofMillis(200),
                        () -> gateway.penstock().openCalls() == 2);
                second.reset();
                assertThat(first.response(PATIENCE).status()).isEqualTo(200);
            }
        }
        List<CallRow> rows = settledRows(2);
        CallRow left = rows.stream()
                .filter(row -> row.outcome() == Outcome.CLIENT_CLOSED)
                .findFirst()
                .orElseThrow();
        assertThat(left.costNano()).isZero();
        assertThat(left.usageSource()).isEqualTo(UsageSource.NONE);
        assertThat(posted(left)).isZero();
        assertThat(rows.stream().mapToLong(LateAdmissionTest::posted).sum()).isEqualTo(taken());
    }

    /** It holds nothing beforehand, but what may have been used is used up. */
    @Test
    void a_limit_that_is_not_strict_counts_what_may_have_been_used() {
        start("- {id: money, counts: cost, limit: 10, window: 1d, strict: false}\n");
        fake.otherwise(Script.json(200, ANSWER).resetAfter(0));
        try (RawClient client = send(step("gpt-4o", ""))) {
            assertThat(client.response(PATIENCE).status()).isEqualTo(502);
        }
        CallRow row = settledRows(1).getFirst();
        AttemptRow attempt = row.attempts().getFirst();
        assertThat(attempt.providerCostNano()).isEqualTo(attempt.reservedNano()).isGreaterThan(10_000_000L);
        assertThat(posted(row)).isEqualTo(attempt.reservedNano());
        assertThat(taken()).isEqualTo(posted(row));
    }

    @Test
    void a_limit_that_is_not_strict_counts_the_tokens_a_client_that_left_may_have_used() {
        start("- {id: money, counts: tokens, limit: 100000, window: 1d, strict: false}\n");
        fake.otherwise(Script.neverAnswer());
        try (RawClient client = send(step("gpt-4o", ""))) {
            Await.until("the request", PATIENCE, () -> isAsked("gpt-4o"));
            client.reset();
        }
        CallRow row = settledRows(1).getFirst();
        assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
        assertThat(posted(row)).isBetween(1_000L, 1_200L);
        assertThat(taken()).isEqualTo(posted(row));
    }
}
