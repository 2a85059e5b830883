package dev.penstock.app.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.errors.ClientException;
import com.openai.client.OpenAIClient;
import com.openai.errors.InternalServerException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.penstock.identity.NewToken;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SDKs and a gateway that wants a token: as the SDK's own key, or in a header beside it. */
class GatewayTokenJavaTest {
    private static final List<String> SLOTS = List.of("authorization", "x-api-key", "x-goog-api-key");

    private final NewToken token = NewToken.mint(new SecureRandom()::nextBytes);
    private final String secret = token.secret().reveal();
    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of("""
            gateways:
              - id: team
                authentication: true
            tokens:
              - id: "%2$s"
                sha256: "%3$s"
            providers:
              openai:
                base_url: %1$s/v1
              anthropic:
                base_url: %1$s
              google-ai-studio:
                base_url: %1$s
            """.formatted(fake.origin(), token.id(), token.sha256()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void openai_shows_the_token_as_its_key() {
        fake.enqueue(Events.chat("hi").wholeScript());

        assertThat(chat(secret, Map.of())).contains("hi");

        assertThat(credentials()).isEmpty();
    }

    @Test
    void openai_shows_the_token_beside_the_providers_key() {
        fake.enqueue(Events.chat("hi").wholeScript());

        assertThat(chat("sk-test", beside())).contains("hi");

        assertThat(credentials()).containsExactly("Bearer sk-test");
        assertThat(fake.awaitRequest().header("cf-aig-authorization")).isEmpty();
    }

    @Test
    void openai_raises_where_the_token_is_wrong_or_missing() {
        assertThatThrownBy(() -> chat("sk-test", Map.of()))
                .isInstanceOfSatisfying(
                        UnauthorizedException.class,
                        refused -> assertThat(refused.body().toString()).contains("2009", "Unauthorized"));
        assertThatThrownBy(() -> chat(secret.replace(token.id(), "0".repeat(16)), Map.of()))
                .isInstanceOf(UnauthorizedException.class);
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void openai_raises_a_server_error_where_no_provider_answers() {
        fake.close();

        assertThatThrownBy(() -> chat(secret, Map.of()))
                .isInstanceOfSatisfying(InternalServerException.class, failed -> {
                    assertThat(failed.statusCode()).isEqualTo(502);
                    assertThat(failed.body().toString()).contains("2005");
                });
    }

    @Test
    void anthropic_shows_the_token_as_its_key() {
        fake.enqueue(Events.anthropic("hi").wholeScript());

        assertThat(message(secret, Map.of()).toString()).contains("text=hi");

        assertThat(credentials()).isEmpty();
    }

    @Test
    void anthropic_shows_the_token_beside_the_providers_key() {
        fake.enqueue(Events.anthropic("hi").wholeScript());

        assertThat(message("sk-ant-test", beside()).toString()).contains("text=hi");

        assertThat(credentials()).containsExactly("Bearer sk-ant-test");
    }

    @Test
    void anthropic_raises_where_the_token_is_missing() {
        assertThatThrownBy(() -> message("sk-ant-test", Map.of()))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class);
    }

    @Test
    void google_shows_the_token_as_its_key() {
        fake.enqueue(Events.gemini("hi").wholeScript());

        assertThat(generate(secret, Map.of())).isEqualTo("hi");

        assertThat(credentials()).isEmpty();
    }

    @Test
    void google_shows_the_token_beside_the_providers_key() {
        fake.enqueue(Events.gemini("hi").wholeScript());

        assertThat(generate("AIza-test", beside())).isEqualTo("hi");

        assertThat(credentials()).containsExactly("AIza-test");
    }

    @Test
    void google_raises_where_the_token_is_missing() {
        assertThatThrownBy(() -> generate("AIza-test", Map.of()))
                .isInstanceOfSatisfying(
                        ClientException.class,
                        refused -> assertThat(refused.code()).isEqualTo(401));
    }

    private Map<String, String> beside() {
        return Map.of("cf-aig-authorization", "Bearer " + secret);
    }

    /** Every credential of the one request that reached the provider. */
    private List<String> credentials() {
        ReceivedRequest request = fake.awaitRequest();
        assertThat(request.target() + request.headers()).doesNotContain(secret);
        return SLOTS.stream().map(request::header).flatMap(Optional::stream).toList();
    }

    private String chat(String key, Map<String, String> headers) {
        OpenAIClient client = OpenAiJavaTest.client(gateway.url("team") + "/openai", key);
        ChatCompletionCreateParams.Builder asked =
                ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage("hello");
        headers.forEach(asked::putAdditionalHeader);
        try {
            return client.chat()
                    .completions()
                    .create(asked.build())
                    .choices()
                    .getFirst()
                    .message()
                    .content()
                    .orElseThrow();
        } finally {
            client.close();
        }
    }

    private Message message(String key, Map<String, String> headers) {
        AnthropicClient client = AnthropicJavaTest.client(gateway.url("team") + "/anthropic", key);
        MessageCreateParams.Builder asked = MessageCreateParams.builder()
                .model("claude-sonnet-4-5")
                .maxTokens(64)
                .addUserMessage("hello");
        headers.forEach(asked::putAdditionalHeader);
        try {
            return client.messages().create(asked.build());
        } finally {
            client.close();
        }
    }

    private String generate(String key, Map<String, String> headers) {
        try (Client client = GoogleGenAiJavaTest.client(gateway.url("team") + "/google-ai-studio", key, headers)) {
            return String.valueOf(client.models
                    .generateContent("gemini-2.5-flash", "hello", null)
                    .text());
        }
    }
}
