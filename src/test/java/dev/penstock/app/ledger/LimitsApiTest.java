package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.cli.LimitsCommand;
import dev.penstock.testkit.ApiClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** How limits stand, as the management API and the command line show it. */
class LimitsApiTest {
    private static final String ACCOUNT = "/accounts/default/ai-gateway/limits";
    private static final String GATEWAY = "/accounts/default/ai-gateway/gateways/shop/limits";

    private final Limited limited = Limited.gateway(
            """
            rate_limiting_limit: 100
            rate_limiting_interval: 3600
            spend_limits:
              enabled: true
              rules:
                - {id: per-user, limit: 1, window: 86400, technique: fixed, metadata: {user: {mode: partition}}}
            limits:
              - {id: gpu, counts: calls_at_once, limit: 4, by: {provider: [openai]}}
              - {id: month, counts: tokens, limit: 1000000, period: monthly, zone: Europe/Berlin, warn_at: 80}
            """, "account_limits:\n  - {id: all, counts: requests, limit: 8, window: 1h, by: {gateway: each}}\n");
    private final ApiClient admin = ApiClient.of(limited.gateway);

    @AfterEach
    void close() {
        limited.close();
    }

    private void spend() {
        for (String user : List.of("ann", "bob", "bob", "ü/x=%")) {
            assertThat(limited.status(Map.of(
                            "cf-aig-metadata",
                            "{\"user\":\"" + user + "\"}",
                            "cf-aig-custom-cost",
                            "{\"total_cost\":0.25}")))
                    .isEqualTo(200);
        }
    }

    @Test
    void a_gateways_limits_stand_with_all_their_buckets() {
        spend();
        JsonNode limits = admin.get(GATEWAY).result();
        assertThat(limits).hasSize(4);
        assertThat(limits.get(0).path("id").asString()).isEqualTo("rate_limiting");
        assertThat(limits.get(0).path("origin").asString()).isEqualTo("rate_limit");
        assertThat(limits.get(0).path("buckets").get(0).path("remaining").asLong())
                .isEqualTo(96);

        JsonNode users = limits.get(1);
        assertThat(users.path("unit").asString()).isEqualTo("nano_usd");
        assertThat(users.path("limit").asLong()).isEqualTo(1_000_000_000);
        assertThat(users.path("limit_usd").asString()).isEqualTo("1");
        assertThat(users.path("bucket_count").asInt()).isEqualTo(3);
        assertThat(users.path("by").path("metadata.user").asString()).isEqualTo("each");
        JsonNode bob = bucket(users, "metadata.user", "bob");
        assertThat(bob.path("taken").asLong()).isEqualTo(500_000_000);
        assertThat(bob.path("taken_usd").asString()).isEqualTo("0.5");
        assertThat(bob.path("held").asLong()).isZero();
        assertThat(bob.path("remaining_usd").asString()).isEqualTo("0.5");
        assertThat(bob.path("used_percent").asInt()).isEqualTo(50);
        assertThat(bob.path("reset_seconds").asLong()).isBetween(1L, 86_400L);
        assertThat(bucket(users, "metadata.user", "ü/x=%").path("taken_usd").asString())
                .isEqualTo("0.25");

        assertThat(limits.get(2).path("window").asString()).isEqualTo("while_open");
        assertThat(limits.get(2).path("buckets").get(0).path("taken").asLong()).isZero();
        assertThat(limits.get(3).path("zone").asString()).isEqualTo("Europe/Berlin");
        assertThat(limits.get(3).path("warn_at").asInt()).isEqualTo(80);
        assertThat(limits.get(3).path("buckets").get(0).path("taken").asLong()).isEqualTo(8_000);
    }

    private static JsonNode bucket(JsonNode limit, String property, String value) {
        for (JsonNode bucket : limit.path("buckets")) {
            if (bucket.path("values").path(property).asString("").equals(value)) {
                return bucket;
            }
        }
        throw new AssertionError("No bucket of " + value + " in " + limit);
    }

    @Test
    void what_is_held_for_calls_under_way_is_shown_as_such() {
        assertThat(limited.underWay()).isNotDone();
        JsonNode gpu = admin.get(GATEWAY + "?rule=gpu").result().get(0);
        assertThat(gpu.path("buckets").get(0).path("held").asLong()).isEqualTo(1);
        assertThat(gpu.path("buckets").get(0).path("calls_under_way").asInt()).isEqualTo(1);
        JsonNode month = admin.get(GATEWAY + "?rule=month").result().get(0);
        assertThat(month.path("buckets").get(0).path("held").asLong()).isBetween(1_001L, 3_000L);
    }

    @Test
    void an_accounts_limits_stand_before_those_of_its_gateways_and_buckets_come_in_pages() {
        spend();
        JsonNode limits = admin.get(ACCOUNT).result();
        assertThat(limits).hasSize(5);
        assertThat(limits.get(0).path("gateway").isNull()).isTrue();
        assertThat(bucket(limits.get(0), "gateway", "shop").path("used_percent").asInt())
                .isEqualTo(50);
        assertThat(limits.get(1).path("gateway").asString()).isEqualTo("shop");

        JsonNode second = admin.get(ACCOUNT + "?rule=per-user&buckets=2&bucket_page=2")
                .result()
                .get(0);
        assertThat(second.path("buckets")).hasSize(1);
        assertThat(second.path("bucket_count").asInt()).isEqualTo(3);
        assertThat(admin.get(ACCOUNT + "?per_page=2&page=3").result()).hasSize(1);
        assertThat(admin.get(ACCOUNT + "?buckets=1001").status()).isEqualTo(400);
    }

    @Test
    void policies_stand_among_them_by_their_names_with_a_bucket_for_each_actor() {
        admin.post(
                        "/accounts/default/ai-gateway/gateways/other/policies?commit=true",
                        "{\"name\":\"teams\",\"actor\":\"team:{metadata.team}!\",\"resource\":\"*\","
                                + "\"condition\":\"true\",\"action\":{\"type\":\"limit\",\"amount\":2,"
                                + "\"period\":\"daily\"}}")
                .json();
        limited.send(
                "/v1/default/other/openai/chat/completions",
                Limited.chat("gpt-4o", "Hello"),
                Map.of("cf-aig-metadata", "{\"team\":\"eng\"}", "cf-aig-custom-cost", "{\"total_cost\":0.5}"));
        JsonNode teams = admin.get("/accounts/default/ai-gateway/gateways/other/limits")
                .result()
                .get(0);
        assertThat(teams.path("origin").asString()).isEqualTo("policy");
        assertThat(bucket(teams, "actor", "team:eng!").path("used_percent").asInt())
                .isEqualTo(25);
    }

    @Test
    void the_command_line_shows_a_table_with_percent_used() {
        spend();
        StringWriter out = new StringWriter();
        int code = new CommandLine(new LimitsCommand())
                .setOut(new PrintWriter(out))
                .execute(
                        "--url",
                        "http://127.0.0.1:" + limited.gateway.adminPort(),
                        "--token",
                        admin.token(),
                        "--gateway",
                        "shop",
                        "--buckets",
                        "2");
        assertThat(code).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst()).startsWith("GATEWAY").contains("USED", "LEFT", "RESET");
        assertThat(out.toString())
                .containsPattern(
                        "shop +per-user +cost +86400 s fixed +metadata.user=ann +25 % +\\$0.25 +\\$0 +\\$0.75 +\\$1 ")
                .contains("2 of 3 values of per-user are shown");
    }
}
