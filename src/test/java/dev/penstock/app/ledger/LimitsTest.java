package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller hears of limits: Cloudflare's words where Cloudflare has the limit, and what is left on every answer. */
class LimitsTest {
    private final FakeProvider fake = FakeProvider.start()
            .answering(request ->
                    Script.json(200, answer(request.json().path("model").asString())));

    private RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
    private Spending spending = new Spending(gateway.url());

    @AfterEach
    void close() {
        spending.close();
        gateway.close();
        fake.close();
    }

    private static String answer(String model) {
        return """
            {"id":"c","object":"chat.completion","model":"%s","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"Hi"}}],
            "usage":{"prompt_tokens":1000,"completion_tokens":1000,"total_tokens":2000}}""".formatted(model);
    }

    private void start(String settings) {
        spending.close();
        gateway.close();
        gateway = RunningGateway.of("""
                providers:
                  openai:
                    base_url: %s/v1
                gateways:
                  - id: shop
                    authentication: false
                %s""".formatted(fake.origin(), settings.indent(4)));
        spending = new Spending(gateway.url("shop") + "/openai/chat/completions");
    }

    private HttpResponse<String> call(String model) throws Exception {
        return spending.send(Spending.chat(model, 1_000), Map.of());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("absent");
    }

    @Test
    void a_rate_limit_is_refused_as_cloudflare_refuses_it_and_says_when_to_come_back() throws Exception {
        start("""
                rate_limiting_limit: 2
                rate_limiting_interval: 3600
                rate_limiting_technique: sliding
                """);
        HttpResponse<String> first = call("gpt-4o");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "cf-aig-ratelimit-limit")).isEqualTo("2");
        assertThat(header(first, "cf-aig-ratelimit-remaining")).isEqualTo("1");
        assertThat(header(first, "cf-aig-ratelimit-unit")).isEqualTo("requests");
        assertThat(call("gpt-4o").statusCode()).isEqualTo(200);
        HttpResponse<String> third = call("gpt-4o");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body())
                .isEqualTo("{\"success\":false,\"result\":[],\"messages\":[],"
                        + "\"error\":[{\"code\":2003,\"message\":\"Rate limited\"}],\"name\":\"AiGatewayError\","
                        + "\"httpCode\":429,\"internalCode\":2003,\"message\":\"Rate limited\","
                        + "\"description\":\"Rate limited\"}");
        assertThat(Long.parseLong(header(third, "retry-after"))).isBetween(3_500L, 3_700L);
        assertThat(header(third, "cf-aig-ratelimit-remaining")).isEqualTo("0");
        assertThat(fake.requests()).hasSize(2);
        CallRow refused = gateway.awaitRows(3, row -> true).stream()
                .filter(row -> row.status() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.costNano()).isZero();
        assertThat(refused.failure()).isEqualTo("over_limit");
    }

    /** gpt-4o costs $2.50 and $10 a million: 1,000 in and 1,000 out are $0.0125. */
    @Test
    void a_spend_limit_names_its_rule_and_is_never_passed() throws Exception {
        start("""
                spend_limits:
                  enabled: true
                  rules:
                    - {id: per-day, limit: 0.05, window: 86400, technique: fixed}
                """);
        int answered = 0;
        HttpResponse<String> answer = call("gpt-4o");
        while (answer.statusCode() == 200 && answered < 10) {
            answered++;
            answer = call("gpt-4o");
        }
        assertThat(answered).isEqualTo(4);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body())
                .contains("\"code\":2045")
                .contains("Spend limit exceeded: rule 'per-day' (cost limit 0.05 per 86400s, fixed) for openai gpt-4o");
        assertThat(header(answer, "cf-aig-budget-limit")).isEqualTo("0.05");
        assertThat(header(answer, "cf-aig-budget-remaining")).isEqualTo("0");
        assertThat(gateway.penstock().standings("", 10).getFirst().taken()).isEqualTo(50_000_000);
    }

    @Test
    void what_has_no_price_is_refused_while_a_budget_is_on() throws Exception {
        start("""
                spend_limits:
                  enabled: true
                  rules:
                    - {id: other, limit: 5, window: 60, model: {mode: filter, values: [gpt-4o]}}
                """);
        HttpResponse<String> unknown = call("nobody-knows-me");
        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(unknown.body())
                .contains("\"code\":2040")
                .contains("Model or provider could not be resolved for spend-limit enforcement");
        assertThat(call("gpt-4o-mini").statusCode()).isEqualTo(200);
        assertThat(fake.requests()).hasSize(1);
    }

    /** 5 × its cost is held for each call, and given back before the next one comes. */
    @Test
    void what_was_held_beyond_the_cost_is_given_back_with_the_answer() throws Exception {
        start("""
                spend_limits:
                  enabled: true
                  rules:
                    - {id: small, limit: 0.5, window: 86400, technique: fixed}
                """);
        int answered = 0;
        while (answered < 100
                && spending.send(Spending.chat("gpt-4o", 5_000), Map.of()).statusCode() == 200) {
            answered++;
        }
        // $0.0525 and a little for the prompt is held of $0.50 for calls of $0.0125: refused where less is left.
        assertThat(answered).isBetween(35, 37);
        assertThat(gateway.penstock().standings("", 10).getFirst().held()).isZero();
    }
}
