package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call for which nothing is left goes to a cheaper model, as it is but for the model's name. */
class DowngradeTest {
    private static String limits(String model, String target) {
        return "limits:\n  - {id: dear, counts: requests, limit: 1, window: 1h, by: {model: [\"" + model
                + "\"]}, exhausted: {downgrade: " + target + "}}\n";
    }

    private static ReceivedRequest last(Limited limited) {
        return limited.fake.requests().getLast();
    }

    @Test
    void only_the_name_of_the_model_changes_and_the_answer_and_the_row_say_so() {
        String body = "{ \"max_tokens\":1000,\n \"x-unknown\" : [1.50, \"\\u00e9\"], \"model\" : \"gpt-4o\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"grüße gpt-4o\"}] }";
        try (Limited limited = Limited.gateway(limits("openai/gpt-4o", "{model: gpt-4o-mini}"))) {
            assertThat(limited.call("gpt-4o", Map.of()).header("cf-aig-downgraded"))
                    .isEmpty();
            RawResponse second =
                    limited.send("/v1/default/shop/openai/chat/completions", body, Map.of("x-kept", "yes"));
            assertThat(second.status()).isEqualTo(200);
            assertThat(Limited.header(second, "cf-aig-downgraded")).isEqualTo("openai/gpt-4o");
            assertThat(last(limited).bodyText()).isEqualTo(body.replace("\"gpt-4o\"", "\"gpt-4o-mini\""));
            assertThat(last(limited).header("x-kept")).contains("yes");
            assertThat(last(limited).header("authorization")).contains("Bearer sk-test");
            List<CallRow> rows = limited.gateway.awaitRows(2, row -> true);
            assertThat(rows.getLast().model()).isEqualTo("gpt-4o-mini");
            // 1,000 in at $0.15 and 1,000 out at $0.60 a million.
            assertThat(rows.getLast().costNano()).isEqualTo(750_000);
        }
    }

    @Test
    void the_cheaper_call_is_limited_itself_and_goes_down_once_only() {
        String limits = limits("gpt-4o", "{model: gpt-4o-mini}")
                + "  - {id: cheap, counts: requests, limit: 1, window: 1h, by: {model: [gpt-4o-mini]},"
                + " exhausted: {downgrade: {model: gpt-4.1-nano}}}\n";
        try (Limited limited = Limited.gateway(limits)) {
            assertThat(limited.status(Map.of())).isEqualTo(200);
            assertThat(limited.status(Map.of())).isEqualTo(200);
            RawResponse third = limited.call("gpt-4o", Map.of());
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.text()).contains("Limit 'cheap' of this gateway");
            assertThat(third.header("retry-after")).isPresent();
            assertThat(limited.fake.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "google-ai-studio/v1beta/models/gemini-2.5-pro:generateContent, google-ai-studio/gemini-2.5-pro, "
                + "gemini-2.5-flash, /v1beta/models/gemini-2.5-flash:generateContent",
        "aws-bedrock/bedrock-runtime/us-east-1/model/anthropic.claude-3-5-sonnet-20240620-v1:0/converse, "
                + "aws-bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0, anthropic.claude-3-haiku-20240307-v1:0, "
                + "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse",
        "aws-bedrock/bedrock-runtime/us-east-1/model/anthropic.claude-3-5-sonnet-20240620-v1%3a0/converse, "
                + "aws-bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0, amazon.nova-micro-v1:0, "
                + "/model/amazon.nova-micro-v1%3A0/converse"
    })
    void a_model_in_the_path_changes_there(String path, String from, String to, String sent) {
        String body = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],\"messages\":[]}";
        try (Limited limited = Limited.gateway(limits(from, "{model: \"" + to + "\"}"))) {
            for (int i = 0; i < 2; i++) {
                RawResponse answer = limited.send("/v1/default/shop/" + path, body, Map.of("x-goog-api-key", "k"));
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
            assertThat(last(limited).path()).isEqualTo(sent);
            assertThat(last(limited).bodyText()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @CsvSource({"chat/completions", "v1/chat/completions"})
    void another_provider_gets_it_at_its_own_path_with_its_own_stored_key(String path) {
        try (Limited limited = Limited.gateway(limits("gpt-4o", "{provider: groq, model: llama-3.1-8b-instant}"))) {
            ApiClient.of(limited.gateway)
                    .post(
                            "/accounts/default/ai-gateway/gateways/shop/provider_configs",
                            "{\"provider_slug\":\"groq\",\"alias\":\"default\",\"default_config\":true,"
                                    + "\"secret\":\"gsk-kept-0123456789\"}")
                    .result();
            for (int i = 0; i < 2; i++) {
                RawResponse answer =
                        limited.send("/v1/default/shop/openai/" + path, Limited.chat("gpt-4o", "Hello"), Map.of());
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
            assertThat(last(limited).path()).isEqualTo("/openai/v1/chat/completions");
            assertThat(last(limited).header("authorization")).contains("Bearer gsk-kept-0123456789");
            assertThat(last(limited).bodyText()).isEqualTo(Limited.chat("llama-3.1-8b-instant", "Hello"));
            CallRow row = limited.gateway.awaitRows(2, one -> true).getLast();
            assertThat(row.provider()).isEqualTo("groq");
            assertThat(row.model()).isEqualTo("llama-3.1-8b-instant");
        }
    }

    @Test
    void a_key_shown_to_one_provider_never_goes_to_another() {
        try (Limited limited = Limited.gateway(limits("gpt-4o", "{provider: groq, model: llama-3.1-8b-instant}"))) {
            assertThat(limited.status(Map.of())).isEqualTo(200);
            RawResponse refused = limited.call("gpt-4o", Map.of());
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text())
                    .contains(
                            "Limit 'dear' of this gateway",
                            "it cannot be sent to groq/llama-3.1-8b-instant instead: "
                                    + "there is no stored key of that provider for this caller");
            assertThat(refused.header("retry-after")).isPresent();
            assertThat(limited.fake.requests()).hasSize(1);
        }
    }

    @Test
    void what_the_other_provider_would_read_otherwise_is_refused_and_told_why() {
        String target = "{provider: anthropic, model: claude-3-5-haiku-latest}";
        try (Limited limited = Limited.gateway(limits("gpt-4o", target))) {
            assertThat(limited.status(Map.of())).isEqualTo(200);
            RawResponse refused = limited.call("gpt-4o", Map.of());
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("it cannot be sent to anthropic/claude-3-5-haiku-latest instead: ");
            assertThat(refused.header("cf-aig-downgraded")).isEmpty();
            assertThat(limited.fake.requests()).hasSize(1);
        }
    }

    @Test
    void only_the_step_that_was_sent_elsewhere_says_so() {
        String steps = "[{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"headers\":"
                + "{\"authorization\":\"Bearer sk-a\",\"content-type\":\"application/json\"},\"query\":"
                + "{\"model\":\"gpt-4o\",\"messages\":[]}},"
                + "{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"headers\":"
                + "{\"authorization\":\"Bearer sk-b\",\"content-type\":\"application/json\"},\"query\":"
                + "{\"model\":\"gpt-4.1\",\"messages\":[]}}]";
        try (Limited limited = Limited.gateway(limits("gpt-4o", "{model: gpt-4o-mini}"))) {
            assertThat(limited.status(Map.of())).isEqualTo(200);
            limited.failing.add("gpt-4o-mini");
            RawResponse answer = limited.send("/v1/default/shop", steps, Map.of());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(Limited.header(answer, "cf-aig-step")).isEqualTo("1");
            assertThat(answer.header("cf-aig-downgraded")).isEmpty();
            assertThat(last(limited).json().path("model").asString()).isEqualTo("gpt-4.1");
        }
    }
}
