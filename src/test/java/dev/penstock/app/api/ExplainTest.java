package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.cli.ExplainCommand;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** How a call went, and how one would go, over calls that were really made. */
class ExplainTest {
    private static final String GATEWAY = "/accounts/default/ai-gateway/gateways/shop";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ANSWER =
            "{\"model\":\"gpt-4o-mini\",\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}";

    private final Canary key = Canary.key("provider key", "sk-");
    private final Canary prompt = Canary.text("prompt");
    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of("""
            providers:
              openai: {base_url: ORIGIN/v1}
              groq: {base_url: ORIGIN/openai/v1}
            gateways:
              - id: shop
                authentication: false
                cache_ttl: 600
                limits:
                  - {id: calls, counts: requests, limit: 3, window: 1h}
                  - {id: money, counts: cost, limit: 1, window: 24h, by: {metadata.team: each}}
            """.replace("ORIGIN", fake.origin()));
    private final ApiClient admin = ApiClient.of(gateway);

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private String question(String text) {
        return "{\"model\":\"gpt-4o-mini\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\""
                + text.replace("\"", "\\\"") + "\"}]}";
    }

    private RawResponse send(RawRequest request) {
        try (RawClient client = RawClient.connect(gateway.port())) {
            return client.send(request.header("authorization", "Bearer " + key.value())
                            .header("cf-aig-metadata", "{\"team\":\"search\"}"))
                    .response(PATIENCE);
        }
    }

    private String call(String text) {
        return send(RawRequest.post("/v1/default/shop/openai/chat/completions").json(question(text)))
                .header("cf-aig-log-id")
                .orElseThrow();
    }

    private JsonNode explained(String id) {
        return Await.value(
                        "a row of " + id,
                        PATIENCE,
                        () -> Optional.of(admin.get(GATEWAY + "/logs/" + id + "/explain"))
                                .filter(reply -> reply.status() == 200))
                .result();
    }

    @Test
    void a_calls_story_says_what_was_asked_tried_held_and_charged() {
        fake.otherwise(Script.json(200, ANSWER));
        JsonNode story = explained(call("hello"));

        assertThat(story.at("/asked/model").asString()).startsWith("gpt-4o-mini");
        assertThat(story.at("/asked/credential").asString()).isEqualTo("request");
        assertThat(story.at("/config_revision").asLong())
                .isEqualTo(gateway.penstock().revision());
        JsonNode attempt = story.at("/attempts/0");
        assertThat(attempt.get("host").asString()).isEqualTo(fake.origin());
        assertThat(attempt.get("status").asInt()).isEqualTo(200);
        assertThat(attempt.get("first_byte_ms").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(attempt.get("duration_ms").asDouble());
        assertThat(attempt.get("charged_because").asString()).contains("as the provider reported");
        long cost = attempt.get("cost_nano").asLong();
        assertThat(story.at("/outcome/cost_nano").asLong()).isEqualTo(cost).isPositive();
        assertThat(story.get("limits")).hasSize(2);
        JsonNode money = limit(story, "money");
        assertThat(money.get("settled").asLong()).isEqualTo(cost);
        assertThat(money.get("reserved").asLong()).isGreaterThanOrEqualTo(cost);
        assertThat(money.at("/values/metadata.team").asString()).isEqualTo("search");
        assertThat(limit(story, "calls").get("settled").asLong()).isEqualTo(1);

        JsonNode hit = explained(call("hello"));
        assertThat(hit.at("/reuse/kind").asString()).isEqualTo("hit");
        assertThat(hit.at("/reuse/saved_cost_nano").asLong()).isEqualTo(cost);
        assertThat(hit.get("attempts")).isEmpty();
    }

    private static JsonNode limit(JsonNode of, String rule) {
        for (JsonNode limit : of.get("limits")) {
            if (limit.get("rule").asString().equals(rule)) {
                return limit;
            }
        }
        throw new AssertionError("No " + rule + " in " + of);
    }

    @Test
    void another_accounts_call_is_as_absent_as_one_that_never_was() {
        fake.otherwise(Script.json(200, ANSWER));
        String id = call("hello");
        explained(id);
        admin.post("/accounts", "{\"name\":\"other\"}").result();
        admin.post("/accounts/other/ai-gateway/gateways", """
                {"id":"shop","authentication":false,"cache_invalidate_on_update":true,"cache_ttl":0,
                 "collect_logs":true,"rate_limiting_interval":0,"rate_limiting_limit":0}""").result();

        ApiClient.Reply foreign = admin.get("/accounts/other/ai-gateway/gateways/shop/logs/" + id + "/explain");
        ApiClient.Reply unknown = admin.get(GATEWAY + "/logs/no-such-call/explain");

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(foreign.text()).isEqualTo(unknown.text());
        assertThat(ApiClient.nobody(gateway)
                        .get(GATEWAY + "/logs/" + id + "/explain")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void what_would_happen_is_what_happens_and_asking_changes_nothing() {
        fake.otherwise(Script.json(200, ANSWER));
        String ask = ask("openai", question("ahead"));

        JsonNode before = forecast(ask);
        assertThat(before.get("verdict").asString()).isEqualTo("sent");
        JsonNode target = before.at("/targets/0");
        assertThat(target.get("host").asString()).isEqualTo(fake.origin());
        assertThat(target.get("credential").asString()).isEqualTo("request");
        assertThat(target.at("/cache/outcome").asString()).isEqualTo("miss");
        assertThat(limit(target, "calls").get("left").asLong()).isEqualTo(3);
        long most = target.get("most_cost_nano").asLong();
        for (int i = 0; i < 20; i++) {
            assertThat(forecast(ask)).isEqualTo(before);
        }

        assertThat(fake.requests()).isEmpty();
        assertThat(gateway.rows()).isEmpty();
        assertThat(gateway.penstock().standings("", 100)).isEmpty();
        assertThat(admin.get("/cache/stats").result().get("memory_entries").asInt())
                .isZero();

        JsonNode story = explained(call("ahead"));
        // Where much is left a call reserves a rougher bound, which is never lower.
        assertThat(limit(story, "money").get("reserved").asLong()).isGreaterThanOrEqualTo(most);
        JsonNode after = forecast(ask);
        assertThat(after.get("verdict").asString()).isEqualTo("cached");
        assertThat(limit(after.at("/targets/0"), "calls").get("left").asLong()).isEqualTo(2);

        call("two");
        call("three");
        JsonNode none = forecast(ask("openai", question("four")));
        assertThat(none.get("verdict").asString()).isEqualTo("refused");
        assertThat(none.at("/refusal/status").asInt())
                .isEqualTo(send(RawRequest.post("/v1/default/shop/openai/chat/completions")
                                .json(question("four")))
                        .status());
        assertThat(limit(none.at("/targets/0"), "calls").get("passes").asBoolean())
                .isFalse();
    }

    private String ask(String provider, String body) {
        return "{\"provider\":\"" + provider + "\",\"endpoint\":\"chat/completions\",\"headers\":{\"authorization\":"
                + "\"Bearer " + key.value() + "\",\"cf-aig-metadata\":\"{\\\"team\\\":\\\"search\\\"}\"},\"query\":"
                + body
                + "}";
    }

    private JsonNode forecast(String ask) {
        return admin.post(GATEWAY + "/explain", ask).result();
    }

    @Test
    void universal_and_compatible_calls_are_foretold_target_by_target() {
        String step =
                "{\"provider\":\"%s\",\"endpoint\":\"chat/completions\",\"config\":{\"maxAttempts\":%d},\"query\":"
                        + question("x") + "}";
        JsonNode universal =
                forecast("{\"seed\":7,\"token_id\":\"tok_1\",\"headers\":{\"cf-aig-request-timeout\":\"1500\"},"
                        + "\"query\":[" + step.formatted("openai", 3) + "," + step.formatted("groq", 1) + "]}");
        assertThat(universal.get("surface").asString()).isEqualTo("universal");
        assertThat(universal.get("targets")).hasSize(2);
        assertThat(universal.at("/targets/0/attempts").asInt()).isEqualTo(3);
        assertThat(universal.at("/targets/0/first_byte_ms").asInt()).isEqualTo(1_500);
        assertThat(universal.at("/targets/0/lacks_key").asBoolean()).isTrue();
        assertThat(universal.at("/targets/1/provider").asString()).isEqualTo("groq");
        assertThat(universal.at("/targets/1/why").asString()).contains("those before it");

        JsonNode compat = forecast("{\"provider\":\"compat\",\"endpoint\":\"chat/completions\",\"query\":"
                + question("x").replace("gpt-4o-mini", "groq/llama-3.3-70b-versatile") + "}");
        assertThat(compat.get("surface").asString()).isEqualTo("compat");
        assertThat(compat.at("/targets/0/provider").asString()).isEqualTo("groq");
        assertThat(compat.at("/targets/0/model").asString()).isEqualTo("llama-3.3-70b-versatile");
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void what_a_call_would_be_refused_with_is_the_answer_and_what_is_no_call_is_none() {
        JsonNode unknown = forecast(ask("no-such-provider", "{}"));
        assertThat(unknown.get("verdict").asString()).isEqualTo("refused");
        assertThat(unknown.at("/refusal/status").asInt()).isEqualTo(400);
        assertThat(unknown.at("/refusal/message").asString()).isEqualTo("Invalid provider");
        assertThat(forecast("{\"query\":{\"provider\":\"openai\"}}")
                        .at("/refusal/status")
                        .asInt())
                .isEqualTo(400);
        for (String malformed : List.of(
                "[]",
                "{\"provider\":\"openai\"}",
                "{\"provider\":\"openai\",\"endpoint\":\"x\",\"colour\":1}",
                "{\"query\":[],\"seed\":1.5}",
                "{\"query\":[],\"token_id\":\"" + "x".repeat(99) + "\"}")) {
            assertThat(admin.post(GATEWAY + "/explain", malformed).status()).isEqualTo(400);
        }
        assertThat(admin.post("/accounts/default/ai-gateway/gateways/none/explain", ask("openai", "{}"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void neither_story_nor_forecast_tells_a_key_or_a_prompt() {
        fake.enqueue(Script.json(
                500, "{\"error\":{\"message\":\"wrong key " + key.value() + "\",\"type\":\"server_error\"}}"));
        fake.otherwise(Script.json(200, ANSWER));
        List<String> told = new ArrayList<>();
        for (String id : List.of(call(prompt.value()), call(prompt.value()))) {
            told.add(explained(id).toString());
            told.add(run(id, "--url", url(), "--token", admin.token()));
            told.add(run(id, "--data", gateway.data().toString()));
        }
        told.add(forecast(ask("openai", question(prompt.value()))).toString());

        CanaryScanner scanner = CanaryScanner.of(key, prompt);
        assertThat(told).allSatisfy(text -> {
            assertThat(text).isNotBlank();
            assertThat(scanner.scan("explanation", text)).isEmpty();
        });
        assertThat(told.get(1)).isEqualTo(told.get(2)).contains("Outcome: ");
    }

    private String url() {
        return "http://127.0.0.1:" + gateway.adminPort();
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("--gateway", "shop"));
        all.addAll(List.of(arguments));
        int code = new CommandLine(new ExplainCommand())
                .setOut(new PrintWriter(out))
                .execute(all.toArray(String[]::new));
        assertThat(code).isZero();
        return out.toString();
    }

    @Test
    void what_was_decided_on_the_way_is_told_in_its_order() {
        fake.enqueue(Script.json(503, "{\"error\":{\"message\":\"busy\"}}"));
        fake.otherwise(Script.json(200, ANSWER));
        String id = send(RawRequest.post("/v1/default/shop/openai/chat/completions")
                        .header("cf-aig-max-attempts", "2")
                        .header("cf-aig-retry-delay", "1")
                        .json(question("again")))
                .header("cf-aig-log-id")
                .orElseThrow();

        JsonNode story = explained(id);

        assertThat(story.get("attempts")).hasSize(2);
        assertThat(story.at("/attempts/0/failure").asString()).isEqualTo("server_error");
        assertThat(story.at("/attempts/0/charged_because").asString()).contains("a status of 503");
        List<String> kinds = new ArrayList<>();
        List<Double> times = new ArrayList<>();
        story.get("decisions").forEach(one -> {
            kinds.add(one.get("kind").asString());
            times.add(one.get("at_ms").asDouble());
        });
        assertThat(kinds).contains("retry");
        assertThat(times).isSorted();
        assertThat(times.getLast())
                .isBetween(0.0, story.at("/delivered/duration_ms").asDouble());
    }
}
