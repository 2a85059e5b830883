package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RunningGateway;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The life of a cloudflare_ai_gateway in Terraform: each field is sent with every write, unset ones as null, and each must
 * come back as it was sent, or the next plan shows a change. Secrets alone come back masked.
 */
class TerraformTest {
    private static final String PATH = "/accounts/default/ai-gateway/gateways";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MASK = "•••";

    private static final String MINIMAL = """
            {"id":"tf","cache_invalidate_on_update":false,"cache_ttl":0,"collect_logs":true,
             "rate_limiting_interval":0,"rate_limiting_limit":0,"rate_limiting_technique":null,
             "authentication":true,"log_management":null,"log_management_strategy":null,"logpush":false,
             "logpush_public_key":null,"otel":null,"guardrails":null,"dlp":null,"stripe":null,"spend_limits":null,
             "retry_max_attempts":null,"retry_delay":null,"retry_backoff":null,"store_id":null,"zdr":false,
             "byok_only":false,"log_classification":false,"workers_ai_billing_mode":"postpaid"}
            """;

    private static final String FULL = """
            {"cache_invalidate_on_update":true,"cache_ttl":300,"collect_logs":false,
             "rate_limiting_interval":60,"rate_limiting_limit":100,"rate_limiting_technique":"sliding",
             "authentication":true,"log_management":10000,"log_management_strategy":"DELETE_OLDEST","logpush":true,
             "logpush_public_key":"0123456789abcdef0123",
             "otel":[{"url":"https://collect.example/v1/traces/","headers":{"x-team":"a","x-key":"b"},
                      "authorization":"otel-secret","content_type":"protobuf"},
                     {"url":"https://other.example","headers":{},"content_type":"json"}],
             "guardrails":{"prompt":{"S1":"BLOCK","P1":"FLAG"},"response":{}},
             "dlp":{"enabled":true,"action":"BLOCK","profiles":["p1","p2"]},
             "stripe":{"authorization":"rk_live","usage_events":[{"payload":"{\\"n\\":1}"}]},
             "spend_limits":{"enabled":true,"rules":[{"id":"per-user","enabled":true,"limit":5.25,"limitType":"cost",
                "window":86400,"technique":"fixed","model":{"mode":"filter","values":["openai/gpt-5.5"]},
                "provider":{"mode":"filter","values":["openai"]},
                "metadata":{"user_id":{"mode":"partition"},"team":{"mode":"filter","values":["eng"]}}}]},
             "retry_max_attempts":5,"retry_delay":60000,"retry_backoff":"exponential","store_id":"store-1","zdr":true,
             "byok_only":true,"log_classification":true,"workers_ai_billing_mode":"unified"}
            """;

    @Test
    void what_is_applied_is_read_back_without_a_difference() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);

            same(MINIMAL, admin.post(PATH, MINIMAL).result());
            same(MINIMAL, admin.get(PATH + "/tf").result());
            same(FULL, admin.put(PATH + "/tf", FULL).result());
            same(FULL, admin.get(PATH + "/tf").result());
            same(FULL, admin.put(PATH + "/tf", FULL).result());
            String policies = FULL.replace(
                    "{\"enabled\":true,\"action\":\"BLOCK\",\"profiles\":[\"p1\",\"p2\"]}",
                    "{\"enabled\":true,\"policies\":[{\"id\":\"x\",\"enabled\":false,\"action\":\"FLAG\",\"check\":[\"RESPONSE\"],"
                            + "\"profiles\":[\"p1\"]}]}");
            same(policies, admin.put(PATH + "/tf", policies).result());
            same(MINIMAL, admin.put(PATH + "/tf", MINIMAL).result());
            same(MINIMAL, admin.delete(PATH + "/tf").result());
        }
    }

    @Test
    void a_mask_that_is_sent_back_keeps_the_secret_only_where_it_was_given() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post(PATH, MINIMAL).result();
            JsonNode shown = admin.put(PATH + "/tf", FULL).result();
            assertThat(shown.toString()).doesNotContain("rk_live").doesNotContain("otel-secret");

            assertThat(admin.put(PATH + "/tf", shown.toString()).result().get("otel"))
                    .isEqualTo(shown.get("otel"));
            ApiClient.Reply moved = admin.put(
                    PATH + "/tf", shown.toString().replace("https://collect.example", "https://elsewhere.example"));

            assertThat(moved.status()).isEqualTo(400);
            assertThat(moved.text()).contains("[\"body\",\"otel\",\"0\",\"authorization\"]");
            assertThat(moved.json().get("errors")).hasSize(3);
        }
    }

    /** Field by field; what was unset may be missing. */
    private static void same(String sent, JsonNode read) {
        JsonNode wanted = masked(sent);
        for (Map.Entry<String, JsonNode> field : wanted.properties()) {
            JsonNode got = read.path(field.getKey());
            boolean bothUnset = field.getValue().isNull() && got.isMissingNode();
            if (!bothUnset) {
                assertThat(got).as(field.getKey()).isEqualTo(field.getValue());
            }
        }
    }

    private static JsonNode masked(String sent) {
        return JSON.readTree(sent.replace("\"otel-secret\"", "\"" + MASK + "\"")
                .replace("\"rk_live\"", "\"" + MASK + "\"")
                .replace("\"x-team\":\"a\",\"x-key\":\"b\"", "\"x-team\":\"" + MASK + "\",\"x-key\":\"" + MASK + "\""));
    }
}
