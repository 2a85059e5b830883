package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.identity.NewToken;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RawResponse;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each property a limit may look at tells calls apart, and each unit it may count is counted. */
class LimitDimensionsTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OTHER_TRACE = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static String one(String by) {
        return "limits:\n  - {id: one, counts: requests, limit: 1, window: 1h, by: {" + by + "}}\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "metadata.user: each; cf-aig-metadata; {\"user\":\"a\"}; {\"user\":\"b\"}",
                "metadata.user: each; cf-aig-metadata; {\"user\":7}; {\"user\":8}",
                "metadata.user: [a, c]; cf-aig-metadata; {\"user\":\"a\"}; {\"user\":\"b\"}",
                "session: each; cf-aig-session-id; run-1; run-2",
                "session: each; traceparent; " + TRACE + "; " + OTHER_TRACE
            })
    void a_value_of_a_header_has_a_limit_of_its_own(String by, String header, String value, String another) {
        try (Limited limited = Limited.gateway(one(by))) {
            assertThat(limited.status(Map.of(header, value))).isEqualTo(200);
            RawResponse second = limited.call("gpt-4o", Map.of(header, value));
            assertThat(second.status()).isEqualTo(429);
            assertThat(second.json().path("internalCode").asInt()).isEqualTo(2003);
            assertThat(second.text())
                    .contains("Limit 'one' of this gateway: 1 of 1 calls in any 3600 s are used; try again in ");
            assertThat(Long.parseLong(Limited.header(second, "retry-after"))).isBetween(3_500L, 3_700L);
            assertThat(limited.status(Map.of(header, another))).isEqualTo(200);
            assertThat(limited.status(Map.of())).as("without the property").isEqualTo(200);
            assertThat(limited.status(Map.of())).isEqualTo(200);
        }
    }

    @Test
    void a_model_and_a_provider_have_limits_of_their_own() {
        String limits = """
                limits:
                  - {id: m, counts: requests, limit: 1, window: 1h, by: {model: each}}
                  - {id: p, counts: requests, limit: 2, window: 1h, by: {provider: [openai]}}
                """;
        try (Limited limited = Limited.gateway(limits)) {
            assertThat(limited.call("gpt-4o", Map.of()).status()).isEqualTo(200);
            assertThat(limited.call("gpt-4o", Map.of()).text()).contains("Limit 'm'");
            assertThat(limited.call("gpt-4o-mini", Map.of()).status()).isEqualTo(200);
            assertThat(limited.call("gpt-4.1", Map.of()).text()).contains("Limit 'p'");
            assertThat(limited.send(
                                    "/v1/default/shop/groq/chat/completions",
                                    Limited.chat("llama-3.1-8b-instant", "Hi"),
                                    Map.of())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_gateway_token_has_a_limit_of_its_own() {
        NewToken first = NewToken.mint(new Random(1)::nextBytes);
        NewToken second = NewToken.mint(new Random(2)::nextBytes);
        String tokens = "tokens:\n" + declared(first) + declared(second);
        try (Limited limited = Limited.gateway("authentication: true\n" + one("token: each"), tokens)) {
            assertThat(limited.status(shown(first))).isEqualTo(200);
            assertThat(limited.status(shown(first))).isEqualTo(429);
            assertThat(limited.status(shown(second))).isEqualTo(200);
        }
    }

    private static String declared(NewToken token) {
        return "  - {id: \"" + token.id() + "\", sha256: \"" + token.sha256() + "\"}\n";
    }

    private static Map<String, String> shown(NewToken token) {
        return Map.of("cf-aig-authorization", "Bearer " + token.secret().reveal());
    }

    @Test
    void a_stored_key_has_the_limit_it_was_stored_with() {
        try (Limited limited = Limited.gateway("")) {
            ApiClient.of(limited.gateway)
                    .post(
                            "/accounts/default/ai-gateway/gateways/shop/provider_configs",
                            "{\"provider_slug\":\"openai\",\"alias\":\"default\",\"default_config\":true,"
                                    + "\"rate_limit\":2,\"rate_limit_period\":3600,\"secret\":\"sk-kept-0123456789\"}")
                    .result();
            assertThat(withKey(limited).status()).isEqualTo(200);
            assertThat(withKey(limited).status()).isEqualTo(200);
            RawResponse third = withKey(limited);
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.text()).contains("The limit of the stored provider key", "2 of 2 calls in any 3600 s");
            assertThat(third.header("retry-after")).isPresent();
            assertThat(limited.status(Map.of())).as("with a key of its own").isEqualTo(200);
        }
    }

    /** Without a key of its own, so that the stored one is used. */
    private static RawResponse withKey(Limited limited) {
        return limited.send(
                "/v1/default/shop/openai/chat/completions",
                Limited.chat("gpt-4o", "Hello"),
                Map.of("authorization", ""));
    }

    @Test
    void equal_bodies_of_one_run_are_a_loop_that_is_broken() {
        try (Limited limited = Limited.gateway("runs: {identical_calls: 2, calls: 4}\n")) {
            Map<String, String> run = Map.of("cf-aig-session-id", "agent-1");
            assertThat(limited.call("gpt-4o", run).status()).isEqualTo(200);
            assertThat(limited.call("gpt-4o", run).status()).isEqualTo(200);
            RawResponse third = limited.call("gpt-4o", run);
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.text()).contains("Cap 'identical_calls' on what one run may use");
            assertThat(third.header("retry-after")).isPresent();
            assertThat(limited.call("gpt-4o-mini", run).status())
                    .as("another body")
                    .isEqualTo(200);
            assertThat(limited.call("gpt-4.1", run).status()).isEqualTo(200);
            assertThat(limited.call("gpt-4.1-mini", run).text()).contains("Cap 'calls'");
            assertThat(limited.status(Map.of("cf-aig-session-id", "agent-2"))).isEqualTo(200);
        }
    }

    @Test
    void an_account_counts_over_its_gateways_or_for_each() {
        String account = """
                account_limits:
                  - {id: each, counts: requests, limit: 2, window: 1h, by: {gateway: each}}
                  - {id: all, counts: requests, limit: 3, window: 1h}
                """;
        try (Limited limited = Limited.gateway("", account)) {
            assertThat(limited.status(Map.of())).isEqualTo(200);
            assertThat(limited.status(Map.of())).isEqualTo(200);
            assertThat(limited.call("gpt-4o", Map.of()).text()).contains("Limit 'each' of this account");
            String other = "/v1/default/other/openai/chat/completions";
            assertThat(limited.send(other, Limited.chat("gpt-4o", "Hi"), Map.of())
                            .status())
                    .isEqualTo(200);
            assertThat(limited.send(other, Limited.chat("gpt-4o", "Hi"), Map.of())
                            .text())
                    .contains("Limit 'all' of this account");
        }
    }

    /** Each call asks for 1,000 output tokens and comes to 1,000 in and 1,000 out. */
    @ParameterizedTest
    @CsvSource({"input_tokens, 2500, 3", "output_tokens, 3000, 3", "tokens, 6100, 3"})
    void tokens_are_held_before_a_call_and_settled_after_it(String unit, long limit, int calls) {
        String limits = "limits:\n  - {id: t, counts: " + unit + ", limit: " + limit + ", window: 1h}\n";
        try (Limited limited = Limited.gateway(limits)) {
            int answered = 0;
            RawResponse answer = limited.call("gpt-4o", Map.of());
            while (answer.status() == 200 && answered < 10) {
                answered++;
                assertThat(Limited.header(answer, "cf-aig-ratelimit-unit")).isEqualTo(unit);
                answer = limited.call("gpt-4o", Map.of());
            }
            assertThat(answered).isEqualTo(calls);
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("retry-after")).isPresent();
            long perCall = unit.equals("tokens") ? 2_000 : 1_000;
            assertThat(limited.gateway.penstock().standings("", 10).getFirst()).satisfies(standing -> {
                assertThat(standing.held()).isZero();
                assertThat(standing.taken()).isEqualTo(calls * perCall);
            });
        }
    }

    @Test
    void a_call_that_alone_is_too_large_is_told_so_without_a_time_to_wait_for() {
        try (Limited limited =
                Limited.gateway("limits:\n  - {id: t, counts: output_tokens, limit: 10, window: 1h}\n")) {
            RawResponse refused = limited.call("gpt-4o", Map.of());
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isEmpty();
            assertThat(refused.text()).contains("this call alone may come to more; ask for less, as with max_tokens");
        }
    }

    @Test
    void answers_warn_from_the_percent_that_is_set_and_are_silent_where_they_shall_be() {
        String limits = "limits:\n  - {id: w, counts: requests, limit: 4, window: 1h, warn_at: 50}\n";
        try (Limited limited = Limited.gateway(limits)) {
            assertThat(limited.call("gpt-4o", Map.of()).header("cf-aig-budget-warning"))
                    .isEmpty();
            RawResponse second = limited.call("gpt-4o", Map.of());
            assertThat(Limited.header(second, "cf-aig-budget-warning")).isEqualTo("w; used=50%");
            assertThat(Limited.header(second, "cf-aig-ratelimit-remaining")).isEqualTo("2");
            limited.reload(limits + "budgeting: {limit_headers: false}\n", "");
            RawResponse third = limited.call("gpt-4o", Map.of());
            assertThat(Limited.header(third, "cf-aig-budget-warning")).isEqualTo("w; used=75%");
            assertThat(third.header("cf-aig-ratelimit-remaining")).isEmpty();
            assertThat(third.header("cf-aig-ratelimit-rule")).isEmpty();
        }
    }
}
