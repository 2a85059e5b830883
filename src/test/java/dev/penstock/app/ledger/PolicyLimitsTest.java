package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Policies act on running traffic once they are committed, and as simulation says. */
class PolicyLimitsTest {
    private static final String POLICIES = "/accounts/default/ai-gateway/gateways/shop/policies";
    private static final String DENIED = "{\"success\":false,\"error\":{\"message\":\"Access denied by policy\"}}";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Limited limited = Limited.gateway("");
    private final ApiClient admin = ApiClient.of(limited.gateway);

    @AfterEach
    void close() {
        limited.close();
    }

    private static String policy(String name, String resource, String condition, String action) {
        return "{\"name\":\"" + name + "\",\"actor\":\"team:{metadata.team}\",\"resource\":" + resource
                + ",\"condition\":\"" + condition + "\",\"action\":" + action + "}";
    }

    private static String cap(String dollars) {
        return "{\"type\":\"limit\",\"amount\":" + dollars + ",\"period\":\"monthly\"}";
    }

    private static Map<String, String> team(String team) {
        return Map.of("cf-aig-metadata", "{\"team\":\"" + team + "\"}", "cf-aig-custom-cost", "{\"total_cost\":0.4}");
    }

    private String id(ApiClient.Reply made) {
        return made.json().path("result").path("id").asString();
    }

    @Test
    void a_draft_does_nothing_until_it_is_committed_and_nothing_any_more_when_it_is_deleted() {
        String id = id(admin.post(POLICIES, policy("no", "\"*\"", "true", "{\"type\":\"block\"}")));
        assertThat(limited.status(team("eng"))).isEqualTo(200);

        admin.post(POLICIES + "/commit", "").result();
        Await.until("the policy in force", SOON, () -> limited.status(team("eng")) == 403);
        RawResponse denied = limited.call("gpt-4o", team("eng"));
        assertThat(denied.text()).isEqualTo(DENIED);
        assertThat(denied.header("content-type")).contains("application/json");

        admin.delete(POLICIES + "/" + id + "?commit=true");
        admin.post(POLICIES + "/commit", "");
        Await.until("the policy out of force", SOON, () -> limited.status(team("eng")) == 200);
    }

    @Test
    void a_cap_is_each_actors_and_says_what_was_spent() {
        admin.post(POLICIES + "?commit=true", policy("cap", "\"*\"", "true", cap("1")));
        assertThat(limited.status(team("eng"))).isEqualTo(200);
        assertThat(limited.status(team("eng"))).isEqualTo(200);
        RawResponse over = limited.call("gpt-4o", team("eng"));
        assertThat(over.status()).isEqualTo(429);
        assertThat(over.text())
                .isEqualTo("{\"success\":false,\"error\":{\"message\":\"Spending limit exceeded\","
                        + "\"bucket\":\"team:eng|*\",\"spent\":0.8,\"limit\":1}}");
        assertThat(over.header("retry-after")).isPresent();
        assertThat(limited.status(team("ops"))).isEqualTo(200);
        assertThat(limited.status(Map.of())).as("policies, and none applies").isEqualTo(403);
    }

    @Test
    void a_no_limit_lifts_the_caps_of_its_bucket() {
        admin.post(POLICIES + "?commit=true", policy("cap", "\"*\"", "true", cap("0.1")));
        assertThat(limited.status(team("vip"))).isEqualTo(429);
        admin.post(
                POLICIES + "?commit=true", policy("vip", "\"*\"", "metadata.team == 'vip'", "{\"type\":\"no-limit\"}"));
        Await.until("the caps lifted", SOON, () -> limited.status(team("vip")) == 200);
        assertThat(limited.status(team("eng"))).isEqualTo(429);
    }

    @Test
    void a_block_with_except_refuses_all_but_its_resource() {
        admin.post(
                POLICIES + "?commit=true",
                policy("only", "{\"model\":\"openai/gpt-4o-mini\"}", "true", "{\"type\":\"block\",\"except\":true}"));
        admin.post(POLICIES + "?commit=true", policy("rest", "\"*\"", "true", "{\"type\":\"no-limit\"}"));
        assertThat(limited.call("gpt-4o", team("eng")).status()).isEqualTo(403);
        assertThat(limited.call("gpt-4o-mini", team("eng")).status()).isEqualTo(200);
    }

    /** Caps are far away, so that simulation, which holds nothing, and enforcement, which does, ask the same. */
    @Test
    void simulation_says_what_enforcement_does() {
        Random random = new Random(11);
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        for (int round = 0; round < 50; round++) {
            List<String> ids = new ArrayList<>();
            List<String> bodies = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                bodies.add(randomPolicy("p" + i, random));
                ids.add(id(admin.post(POLICIES, bodies.getLast())));
            }
            JsonNode staged = simulated("eng", "gpt-4o", "?includeStaging=true");
            admin.post(POLICIES + "/commit", "").result();
            for (String team : List.of("eng", "ops")) {
                for (String model : List.of("gpt-4o", "gpt-4o-mini")) {
                    JsonNode says = simulated(team, model, "");
                    int status = limited.call(model, team(team)).status();
                    refused += status == 200 ? 0 : 1;
                    boolean allowed = says.path("enforcement").path("allowed").asBoolean();
                    if (status != (allowed ? 200 : 403)) {
                        wrong.add(team + " " + model + " " + status + " but " + says + " under " + bodies);
                    }
                }
            }
            JsonNode committed = simulated("eng", "gpt-4o", "");
            assertThat(committed.path("enforcement")).as("staged and committed").isEqualTo(staged.path("enforcement"));
            ids.forEach(id -> admin.delete(POLICIES + "/" + id));
            admin.post(POLICIES + "/commit", "");
        }
        assertThat(wrong).isEmpty();
        assertThat(refused).isBetween(20, 180);
    }

    private JsonNode simulated(String team, String model, String query) {
        return admin.post(
                        POLICIES + "/simulate" + query,
                        "{\"identity\":{\"metadata\":{\"team\":\"" + team + "\"}},\"provider\":\"openai\",\"model\":\""
                                + model + "\"}")
                .result();
    }

    private static String randomPolicy(String name, Random random) {
        List<String> resources = List.of(
                "\"*\"", "{\"model\":\"openai/gpt-4o\"}", "{\"provider\":\"openai\"}", "{\"model\":\"openai/gpt-4*\"}");
        List<String> conditions =
                List.of("true", "metadata.team == 'eng'", "metadata.team in ['ops', 'x']", "metadata.absent == 'y'");
        List<String> actions = List.of(
                cap("1000000"),
                cap("2000000"),
                "{\"type\":\"no-limit\"}",
                "{\"type\":\"block\"}",
                "{\"type\":\"block\",\"except\":true}");
        return policy(name, any(resources, random), any(conditions, random), any(actions, random));
    }

    private static String any(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
