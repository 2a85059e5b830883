package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Settlement;
import dev.penstock.ledger.BucketStanding;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a budget counts of calls that failed: nothing where nothing was used, what was held where nobody can know. */
class FailedAnswersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WHOLE = """
            {"id":"c","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"Hi"}}]%s}""";
    /** $0.01 of output and little more: what a call of 1,000 tokens of gpt-4o can come to. */
    private static final long LEAST_HELD = 10_000_000;

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of("""
            limits: {held_answer_bytes: 4KB}
            providers:
              openai:
                base_url: %s/v1
              groq:
                base_url: http://127.0.0.1:%d
              deepseek:
                base_url: http://nobody.invalid
            gateways:
              - id: shop
                authentication: false
                limits:
                  - {id: money, counts: cost, limit: 100, window: 1d}
                  - {id: tokens, counts: tokens, limit: 100000000, window: 1d}
            """.formatted(fake.origin(), closedPort()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private static int closedPort() {
        try (FakeProvider gone = FakeProvider.start()) {
            return gone.port();
        }
    }

    private HttpResponse<String> call(String provider, String model) throws Exception {
        return call(provider, model, Map.of());
    }

    private HttpResponse<String> call(String provider, String model, Map<String, String> headers) throws Exception {
        try (Spending spending = new Spending(gateway.url("shop") + "/" + provider + "/chat/completions")) {
            return spending.send(Spending.chat(model, 1_000), headers);
        }
    }

    private CallRow row() {
        return Await.value("the settled row", PATIENCE, () -> {
            List<CallRow> rows = gateway.rows();
            boolean settled = rows.size() == 1
                    && rows.getFirst().attempts().stream()
                            .noneMatch(attempt -> attempt.settlement() == Settlement.HELD);
            return settled ? Optional.of(rows.getFirst()) : Optional.empty();
        });
    }

    private CallRow agreed() {
        CallRow row = row();
        for (Counted counted : List.of(Counted.COST, Counted.TOKENS)) {
            long taken = gateway.penstock().standings("", 10).stream()
                    .filter(standing -> standing.counted() == counted)
                    .mapToLong(BucketStanding::taken)
                    .sum();
            assertThat(taken).as(counted.name()).isEqualTo(AbortBench.posted(row, counted));
        }
        assertThat(gateway.penstock().standings("", 10))
                .allSatisfy(standing -> assertThat(standing.open()).isZero());
        return row;
    }

    private void isFree() {
        CallRow row = agreed();
        assertThat(row.costNano()).isZero();
        assertThat(row.providerCostNano()).isNull();
        assertThat(AbortBench.posted(row, Counted.COST)).isZero();
        assertThat(AbortBench.posted(row, Counted.TOKENS)).isZero();
        assertThat(AbortBench.last(row).settlement()).isEqualTo(Settlement.RELEASED);
    }

    private void isChargedAsHeld() {
        CallRow row = agreed();
        AttemptRow attempt = AbortBench.last(row);
        assertThat(attempt.settlement()).isEqualTo(Settlement.SETTLED);
        assertThat(attempt.reservedNano()).isGreaterThanOrEqualTo(LEAST_HELD);
        assertThat(AbortBench.posted(row, Counted.COST)).isEqualTo(attempt.reservedNano());
        assertThat(row.providerCostNano()).isEqualTo(attempt.reservedNano());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 503, 529})
    void an_error_of_the_provider_gives_back_all_that_was_held(int status) throws Exception {
        fake.otherwise(Script.json(status, "{\"error\":{\"message\":\"no\"},\"usage\":{\"prompt_tokens\":5}}"));
        assertThat(call("openai", "gpt-4o").statusCode()).isEqualTo(status);
        isFree();
    }

    @Test
    void a_refused_connection_costs_nothing() throws Exception {
        assertThat(call("groq", "llama-3.3-70b-versatile").statusCode()).isGreaterThanOrEqualTo(500);
        isFree();
    }

    @Test
    void a_host_without_an_address_costs_nothing() throws Exception {
        assertThat(call("deepseek", "deepseek-chat").statusCode()).isGreaterThanOrEqualTo(500);
        isFree();
    }

    @Test
    void silence_is_charged_as_held_because_only_the_provider_knows() throws Exception {
        fake.otherwise(Script.neverAnswer());
        assertThat(call("openai", "gpt-4o", Map.of("cf-aig-request-timeout", "2000"))
                        .statusCode())
                .isGreaterThanOrEqualTo(500);
        isChargedAsHeld();
    }

    @Test
    void a_connection_lost_behind_the_request_is_charged_as_held() throws Exception {
        fake.otherwise(Script.raw("").thenReset());
        assertThat(call("openai", "gpt-4o").statusCode()).isGreaterThanOrEqualTo(500);
        isChargedAsHeld();
    }

    @Test
    void an_error_inside_a_good_answer_is_never_less_than_what_was_used() throws Exception {
        fake.otherwise(Script.json(200, "{\"error\":{\"message\":\"overloaded\"}}"));
        call("openai", "gpt-4o");
        isChargedAsHeld();
    }

    @Test
    void an_answer_that_breaks_off_is_no_less_than_its_prompt() throws Exception {
        fake.otherwise(Script.json(200, WHOLE.formatted("")).resetAfterBody(40));
        call("openai", "gpt-4o");
        isBounded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\": oops", "[]", "null", "", "not json at all"})
    void an_answer_nobody_can_read_is_never_free(String body) throws Exception {
        fake.otherwise(Script.json(200, body));
        call("openai", "gpt-4o");
        isBounded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"usage\":null",
                ",\"usage\":{}",
                ",\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":-1000000}",
                ",\"usage\":{\"prompt_tokens\":\"many\",\"completion_tokens\":1.5e300}",
                ",\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":-1}"
            })
    void usage_that_cannot_be_is_replaced_by_a_count(String usage) throws Exception {
        fake.otherwise(Script.json(200, WHOLE.formatted(usage)));
        assertThat(call("openai", "gpt-4o").statusCode()).isEqualTo(200);
        isBounded();
    }

    private void isBounded() {
        CallRow row = agreed();
        // At least the prompt's eight tokens, whatever was said of them.
        assertThat(AbortBench.posted(row, Counted.COST)).isGreaterThanOrEqualTo(8 * 2_500L);
        assertThat(AbortBench.posted(row, Counted.TOKENS)).isPositive();
        assertThat(row.costNano() == null || row.costNano() >= 0).isTrue();
    }

    @Test
    void absurd_usage_takes_room_and_never_makes_any() throws Exception {
        fake.otherwise(Script.json(
                200,
                WHOLE.formatted(",\"usage\":{\"prompt_tokens\":9223372036854775807,"
                        + "\"completion_tokens\":9223372036854775807}")));
        assertThat(call("openai", "gpt-4o").statusCode()).isEqualTo(200);
        CallRow row = agreed();
        assertThat(AbortBench.posted(row, Counted.COST)).isGreaterThan(LEAST_HELD);
        assertThat(call("openai", "gpt-4o").statusCode()).isEqualTo(429);
    }

    @Test
    void row_and_counters_agree_on_what_is_told_behind_the_terminal_event() throws Exception {
        String chunk = "data: {\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":%d}}\n\n";
        fake.otherwise(Script.sse(List.of(
                        Bytes.of(chunk.formatted(1)), Bytes.of("data: [DONE]\n\n"), Bytes.of(chunk.formatted(100))))
                .delayBetween(Duration.ofMillis(50)));
        assertThat(call("openai", "gpt-4o").statusCode()).isEqualTo(200);
        gateway.awaitRows(1, row -> Long.valueOf(100).equals(row.usage().output()));
        CallRow row = agreed();
        assertThat(AbortBench.posted(row, Counted.COST)).isEqualTo(row.costNano());
    }

    @Test
    void an_answer_that_hides_its_prompt_keeps_what_was_held() throws Exception {
        fake.otherwise(Script.json(200, WHOLE.formatted(",\"usage\":{\"prompt_tokens\":-8,\"completion_tokens\":1}")));
        assertThat(call("openai", "gpt-4o").statusCode()).isEqualTo(200);
        CallRow row = agreed();
        assertThat(AbortBench.posted(row, Counted.COST))
                .isEqualTo(AbortBench.last(row).reservedNano());
        assertThat(row.providerCostNano()).isEqualTo(AbortBench.posted(row, Counted.COST));
    }

    @Test
    void an_answer_too_large_to_hold_is_read_as_it_passes_or_charged_as_held() throws Exception {
        String padded = WHOLE.formatted(",\"padding\":\"" + "x".repeat(64 * 1024)
                + "\",\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1,\"total_tokens\":9}");
        fake.otherwise(Script.json(200, padded));
        assertThat(call("openai", "gpt-4o").statusCode()).isEqualTo(200);
        CallRow row = agreed();
        assertThat(AbortBench.posted(row, Counted.COST)).isGreaterThanOrEqualTo(8 * 2_500L + 10_000L);
    }
}
