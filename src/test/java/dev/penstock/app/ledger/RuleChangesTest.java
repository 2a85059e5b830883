package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RawResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which changes of a rule keep what was counted, and which begin anew. */
class RuleChangesTest {
    private static final String GATEWAYS = "/accounts/default/ai-gateway/gateways";

    private static String limit(String id, int limit, String window) {
        return "limits:\n  - {id: " + id + ", counts: requests, limit: " + limit + ", window: " + window + "}\n";
    }

    private static String remaining(Limited limited) {
        return Limited.header(limited.call("gpt-4o", Map.of()), "cf-aig-ratelimit-remaining");
    }

    @Test
    void another_limit_keeps_the_counters_and_another_window_or_name_begins_anew() {
        try (Limited limited = Limited.gateway(limit("a", 10, "1h"))) {
            assertThat(remaining(limited)).isEqualTo("9");
            assertThat(remaining(limited)).isEqualTo("8");
            limited.reload(limit("a", 5, "1h"), "");
            assertThat(remaining(limited)).as("limit").isEqualTo("2");
            limited.reload(limit("a", 2, "1h"), "");
            assertThat(limited.status(Map.of())).as("below what is taken").isEqualTo(429);
            limited.reload(limit("a", 5, "2h"), "");
            assertThat(remaining(limited)).as("window").isEqualTo("4");
            limited.reload(limit("b", 5, "1h"), "");
            assertThat(remaining(limited)).as("name").isEqualTo("4");
            limited.reload(limit("a", 5, "1h"), "");
            assertThat(remaining(limited)).as("as it was").isEqualTo("1");
        }
    }

    @Test
    void what_is_split_otherwise_begins_anew() {
        String split = "limits:\n  - {id: a, counts: requests, limit: 5, window: 1h, by: {model: each}}\n";
        try (Limited limited = Limited.gateway(limit("a", 5, "1h"))) {
            assertThat(remaining(limited)).isEqualTo("4");
            limited.reload(split, "");
            assertThat(remaining(limited)).isEqualTo("4");
        }
    }

    @Test
    void a_gateway_of_the_api_has_limits_too_and_they_change_with_the_answer() {
        try (Limited limited = Limited.gateway("")) {
            ApiClient admin = ApiClient.of(limited.gateway);
            admin.post(GATEWAYS, made(2)).result();
            assertThat(shop2(limited).status()).isEqualTo(200);
            assertThat(shop2(limited).status()).isEqualTo(200);
            assertThat(shop2(limited).text()).contains("Limit 'a' of this gateway: 2 of 2 calls");
            admin.put(GATEWAYS + "/shop2", made(3)).result();
            assertThat(shop2(limited).status()).as("two were taken").isEqualTo(200);
            assertThat(shop2(limited).status()).isEqualTo(429);
        }
    }

    @Test
    void a_gateway_of_the_file_keeps_its_limits_whatever_the_api_is_told() {
        try (Limited limited = Limited.gateway(limit("a", 1, "1h"))) {
            ApiClient admin = ApiClient.of(limited.gateway);
            assertThat(admin.put(GATEWAYS + "/shop", made(100).replace("shop2", "shop"))
                            .status())
                    .isBetween(400, 499);
            assertThat(limited.status(Map.of())).isEqualTo(200);
            assertThat(limited.status(Map.of())).isEqualTo(429);
        }
    }

    private static RawResponse shop2(Limited limited) {
        return limited.send("/v1/default/shop2/openai/chat/completions", Limited.chat("gpt-4o", "Hello"), Map.of());
    }

    private static String made(int limit) {
        return "{\"id\":\"shop2\",\"authentication\":false,\"cache_invalidate_on_update\":false,\"cache_ttl\":0,"
                + "\"collect_logs\":true,\"rate_limiting_interval\":0,\"rate_limiting_limit\":0,"
                + "\"limits\":[{\"id\":\"a\",\"counts\":\"requests\",\"limit\":" + limit + ",\"window\":\"1h\"}]}";
    }
}
