package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Outcome;
import dev.penstock.call.Settlement;
import dev.penstock.ledger.BucketStanding;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A budget gives every way to a provider the same verdict: no name, path or fallback goes round it. */
class PricedWaysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ANSWER = """
            {"id":"c","object":"chat.completion","model":"%s","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"Hi"}}],
            "usage":{"prompt_tokens":1000,"completion_tokens":1000,"total_tokens":2000}}""";

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
                %s""".formatted(fake.origin(), settings.indent(4)));
    }

    private void startTight() {
        start("limits: [{id: money, counts: cost, limit: 0.0001, window: 1d}]\n");
    }

    private HttpResponse<String> send(String path, String body, Map<String, String> headers) throws Exception {
        try (Spending spending = new Spending(gateway.url("shop") + path)) {
            return spending.send(body, headers);
        }
    }

    private HttpResponse<String> chat(String model) throws Exception {
        return send("/openai/chat/completions", Spending.chat(model, 1_000), Map.of());
    }

    private long spent() {
        return gateway.penstock().standings("", 10).stream()
                .filter(standing -> standing.counted() == Counted.COST)
                .mapToLong(BucketStanding::taken)
                .sum();
    }

    private static String step(String model) {
        return "{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"headers\":{\"authorization\":\"Bearer sk\"},"
                + "\"query\":" + Spending.chat(model, 1_000) + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/openai/chat/completions|{\"model\":\"gpt-4o\",\"max_tokens\":1000,\"messages\":[]}",
                "/openai/chat/completions|{\"model\":\"gpt-4o\",\"messages\":[]}",
                "/openai/chat/completions|{\"model\":\"gpt-4o-2024-08-06\",\"max_tokens\":1000,\"messages\":[]}",
                "/openai/chat/completions|{\"model\":\"gpt-4o\",\"max_tokens\":1000,\"stream\":true,\"messages\":[]}",
                "/openai/chat/completions|{\"model\":\"gpt-4o\",\"max_tokens\":1,\"n\":1000,\"messages\":[]}",
                "/openai/completions|{\"model\":\"gpt-3.5-turbo-instruct\",\"max_tokens\":1000,\"prompt\":\"Hi\"}",
                "/openai/responses|{\"model\":\"gpt-4o\",\"max_output_tokens\":1000,\"input\":\"Hi\"}",
                "|{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"query\":{\"model\":\"gpt-4o\",\"max_tokens\":1000}}",
                "|[{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"query\":{\"model\":\"gpt-4o\",\"stream\":true}}]"
            })
    void every_way_to_a_model_is_refused_that_the_budget_cannot_pay(String path, String body) throws Exception {
        startTight();
        HttpResponse<String> answer = send(path == null ? "" : path, body, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(fake.requests()).isEmpty();
        assertThat(spent()).isZero();
    }

    @Test
    void embeddings_are_held_by_what_they_ask() throws Exception {
        startTight();
        String small = "{\"model\":\"text-embedding-3-large\",\"input\":\"Hello\"}";
        String large = "{\"model\":\"text-embedding-3-large\",\"input\":\"" + "river stone ".repeat(2_000) + "\"}";
        fake.otherwise(Script.json(
                200,
                "{\"object\":\"list\",\"data\":[],\"model\":\"text-embedding-3-large\","
                        + "\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}"));
        assertThat(send("/openai/embeddings", small, Map.of()).statusCode()).isEqualTo(200);
        assertThat(spent()).isEqualTo(130);
        assertThat(send("/openai/embeddings", large, Map.of()).statusCode()).isEqualTo(429);
    }

    /** gpt-4o-mini passes for $0.0006; gpt-4o at $0.01 does not, also not behind it. */
    @Test
    void a_cheap_model_in_front_lets_no_dear_one_past_the_budget() throws Exception {
        start("limits: [{id: money, counts: cost, limit: 0.005, window: 1d}]\n");
        fake.otherwise(Script.json(500, "{}"));
        HttpResponse<String> answer = send("", "[" + step("gpt-4o-mini") + "," + step("gpt-4o") + "]", Map.of());
        assertThat(answer.statusCode()).isNotEqualTo(200);
        assertThat(fake.requests()).hasSize(1);
        assertThat(fake.requests().getFirst().bodyText()).contains("gpt-4o-mini");
        assertThat(spent()).isZero();
    }

    /** The first step failed and is free; the second was never sent. */
    @Test
    void a_client_that_leaves_while_its_fallback_waits_is_charged_nothing() throws Exception {
        start("""
                limits:
                  - {id: money, counts: cost, limit: 1, window: 1d}
                  - {id: slow, counts: requests, limit: 1, window: 1d, by: {model: gpt-4o}, exhausted: {wait: {longest: 1m}}}
                """);
        fake.otherwise(Script.json(500, "{}"));
        assertThat(chat("gpt-4o").statusCode()).isEqualTo(500);
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(
                    RawRequest.post("/v1/default/shop").json("[" + step("gpt-4o-mini") + "," + step("gpt-4o") + "]"));
            fake.awaitRequest(1, PATIENCE).awaitAnswered(PATIENCE);
            Await.staysTrue(
                    "waiting", Duration.ofMillis(300), () -> gateway.penstock().openCalls() == 1);
            client.reset();
        }
        CallRow row =
                gateway
                        .awaitRows(2, one -> one.attempts().stream().noneMatch(a -> a.settlement() == Settlement.HELD))
                        .stream()
                        .filter(one -> one.surface().equals("universal"))
                        .findFirst()
                        .orElseThrow();
        assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
        assertThat(row.attempts())
                .allSatisfy(attempt -> assertThat(attempt.settlement()).isEqualTo(Settlement.RELEASED));
        assertThat(row.costNano()).isZero();
        assertThat(row.providerCostNano()).isNull();
        assertThat(fake.requests()).hasSize(2);
        assertThat(spent()).isZero();
    }

    /** The first target waits for its limit, longer than it may take to answer; it must not take anything afterwards. */
    @Test
    void a_target_given_up_while_it_waited_takes_nothing_later() throws Exception {
        start("""
                limits:
                  - {id: money, counts: cost, limit: 1, window: 1d}
                  - {id: slow, counts: requests, limit: 1, window: 3s, by: {model: gpt-4o}, exhausted: {wait: {longest: 1m}}}
                """);
        fake.answering(
                request -> request.bodyText().contains("\"gpt-4o\""),
                request -> Script.json(200, ANSWER.formatted("gpt-4o")));
        Stepper stepper = new Stepper();
        List<byte[]> stream = BilledStream.CHAT.wire();
        fake.otherwise(Script.sse(stream).stepped(stepper));
        assertThat(chat("gpt-4o").statusCode()).isEqualTo(200);
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawRequest.post("/v1/default/shop")
                    .header("cf-aig-request-timeout", "300")
                    .json("[" + step("gpt-4o") + "," + step("gpt-4o-mini") + "]"));
            fake.awaitRequest(1, PATIENCE);
            stepper.release(stream.size());
            Await.until("the row", PATIENCE, () -> gateway.summaries().size() == 2);
            // The window has passed by then: whoever still waits is let in.
            Await.staysTrue(
                    "open", Duration.ofSeconds(4), () -> gateway.penstock().openCalls() == 1);
            stepper.releaseAll();
            client.response(PATIENCE);
        }
        Await.until("the call to end", PATIENCE, () -> gateway.penstock().openCalls() == 0);
        assertThat(fake.requests()).hasSize(2);
        assertThat(gateway.penstock().standings("", 10))
                .allSatisfy(standing ->
                        assertThat(standing.open()).as(standing.key()).isZero());
    }

    /** As Cloudflare does: it passes while anything is left, and is refused once the budget is passed. */
    @Test
    void an_eventual_budget_passes_until_it_is_spent() throws Exception {
        start("""
                budgeting: {strict: false}
                spend_limits: {enabled: true, rules: [{id: loose, limit: 0.03, window: 86400, technique: fixed}]}
                """);
        fake.otherwise(Script.json(200, ANSWER.formatted("gpt-4o")));
        for (int i = 0; i < 3; i++) {
            // Each is $0.0125; the third passes the border and stays.
            assertThat(chat("gpt-4o").statusCode()).isEqualTo(200);
        }
        assertThat(spent()).isEqualTo(37_500_000);
        assertThat(chat("gpt-4o").statusCode()).isEqualTo(429);
        assertThat(spent()).isEqualTo(37_500_000);
        List<CallRow> rows = gateway.awaitRows(4, row -> true);
        assertThat(rows.stream()
                        .mapToLong(row -> AbortBench.posted(row, Counted.COST))
                        .sum())
                .isEqualTo(37_500_000);
    }

    @Test
    void unpriced_is_refused_unless_the_gateway_says_otherwise() throws Exception {
        start("limits: [{id: money, counts: cost, limit: 1, window: 1d}]\n");
        HttpResponse<String> answer = chat("nobody-knows-me");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":2040");
        assertThat(fake.requests()).isEmpty();
        assertThat(spent()).isZero();
    }

    @Test
    void unpriced_passes_uncounted_where_it_is_allowed() throws Exception {
        start("""
                budgeting: {unpriced: allow}
                limits: [{id: money, counts: cost, limit: 1, window: 1d}, {id: tokens, counts: tokens, limit: 10000, window: 1d}]
                """);
        fake.otherwise(Script.json(200, ANSWER.formatted("nobody-knows-me")));
        assertThat(chat("nobody-knows-me").statusCode()).isEqualTo(200);
        CallRow row = gateway.onlyRow();
        assertThat(row.costNano()).isNull();
        assertThat(AbortBench.posted(row, Counted.COST)).isZero();
        assertThat(AbortBench.posted(row, Counted.TOKENS)).isEqualTo(2_000);
        assertThat(spent()).isZero();
    }

    @Test
    void unpriced_counts_as_its_family_where_it_is_estimated() throws Exception {
        start("""
                budgeting: {unpriced: estimate}
                limits: [{id: money, counts: cost, limit: 10, window: 1d}]
                """);
        fake.otherwise(Script.json(200, ANSWER.formatted("gpt-4o-of-tomorrow")));
        assertThat(chat("gpt-4o-of-tomorrow").statusCode()).isEqualTo(200);
        CallRow row = gateway.onlyRow();
        assertThat(row.costNano()).isNull();
        long counted = AbortBench.posted(row, Counted.COST);
        assertThat(counted).isGreaterThanOrEqualTo(12_500_000);
        assertThat(spent()).isEqualTo(counted);
    }

    /** $0.0625 is held for calls of $0.0125: nobody is refused while so much is left. */
    @ParameterizedTest
    @CsvSource({"300, 3.75"})
    void no_call_is_refused_while_a_reservation_is_left(int calls, String dollars) throws Exception {
        start("limits: [{id: money, counts: cost, limit: " + dollars + ", window: 1d}]\n");
        fake.otherwise(Script.json(200, ANSWER.formatted("gpt-4o")));
        long limit = calls * 12_500_000L;
        int refused = 0;
        try (Spending spending = new Spending(gateway.url("shop") + "/openai/chat/completions")) {
            for (int i = 0; i < calls; i++) {
                long left = limit - spent();
                int status =
                        spending.send(Spending.chat("gpt-4o", 6_000), Map.of()).statusCode();
                refused += status == 200 ? 0 : 1;
                assertThat(status).as("call " + i + " with " + left + " left").isEqualTo(left > 60_100_000 ? 200 : 429);
            }
        }
        assertThat(refused).isLessThanOrEqualTo(5);
        List<CallRow> rows = gateway.awaitRows(calls, row -> true);
        assertThat(rows.stream()
                        .mapToLong(row -> AbortBench.posted(row, Counted.COST))
                        .sum())
                .isEqualTo(spent());
    }
}
