package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.Dialect;
import dev.penstock.call.Headers;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.call.UsageRules.Reasoning;
import dev.penstock.call.UsageRules.StreamUsage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {
    private final Providers providers = Providers.load();

    /** The slugs Cloudflare's gateway knows, without its pseudo-providers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai",
                "anthropic",
                "google-ai-studio",
                "google-vertex-ai",
                "workers-ai",
                "azure-openai",
                "azure",
                "aws-bedrock",
                "groq",
                "grok",
                "mistral",
                "cohere",
                "perplexity-ai",
                "deepseek",
                "cerebras",
                "openrouter",
                "fireworks",
                "huggingface",
                "replicate",
                "baseten",
                "parallel",
                "fal",
                "ideogram",
                "cartesia",
                "elevenlabs",
                "deepgram",
                "adobe-firefly"
            })
    void knows_every_provider_of_cloudflares_gateway(String slug) {
        assertThat(providers.find(slug)).map(Provider::slug).contains(slug);
    }

    @ParameterizedTest
    @CsvSource({
        "google, google-ai-studio",
        "google-vertex, google-vertex-ai",
        "xai, grok",
        "bedrock, aws-bedrock",
        "perplexity, perplexity-ai",
        "z-ai, zai"
    })
    void finds_a_provider_by_another_name(String alias, String slug) {
        assertThat(providers.find(alias)).map(Provider::slug).contains(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compat", "cloudflare", "custom-x", "OpenAI", "openai ", "", "nobody"})
    void does_not_know_other_names(String name) {
        assertThat(providers.find(name)).isEmpty();
    }

    @Test
    void lists_all_sorted_by_slug() {
        assertThat(providers.all()).hasSize(48).isSortedAccordingTo(Comparator.comparing(Provider::slug));
    }

    @Test
    void gathers_every_header_and_parameter_that_holds_a_credential() {
        assertThat(providers.credentialHeaders())
                .containsExactlyInAnyOrder(
                        "authorization",
                        "x-api-key",
                        "api-key",
                        "x-goog-api-key",
                        "xi-api-key",
                        "x-amz-security-token");
        assertThat(providers.credentialParameters()).containsExactlyInAnyOrder("key", "api_key");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, authorization, Bearer",
        "anthropic, x-api-key, ''",
        "google-ai-studio, x-goog-api-key, ''",
        "google-vertex-ai, authorization, Bearer",
        "azure-openai, api-key, ''",
        "azure, api-key, ''",
        "parallel, x-api-key, ''",
        "fal, authorization, Key",
        "ideogram, api-key, ''",
        "cartesia, x-api-key, ''",
        "elevenlabs, xi-api-key, ''",
        "deepgram, authorization, Token",
        "aws-bedrock, authorization, Bearer"
    })
    void puts_the_key_where_the_provider_wants_it(String slug, String header, String scheme) {
        assertThat(provider(slug).authSlots().getFirst()).isEqualTo(AuthSlot.header(header, scheme));
    }

    @Test
    void reads_a_credential_by_its_scheme() {
        AuthSlot slot = provider("fal").authSlots().getFirst();
        assertThat(slot.read(Headers.of("Authorization", "key abc "))).contains("abc");
        assertThat(slot.read(Headers.of("authorization", "Bearer abc"))).isEmpty();
        assertThat(AuthSlot.query("key").read(Headers.of("key", "abc"))).isEmpty();
    }

    @Test
    void knows_a_request_signed_by_the_client_for_a_credential() {
        Headers signed = Headers.of("authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/bedrock");
        assertThat(provider("aws-bedrock").authSlots())
                .anyMatch(slot -> slot.read(signed).isPresent());
    }

    @Test
    void consumes_the_header_that_is_ours_to_read() {
        assertThat(provider("fal").consumedHeaders()).containsExactly("x-fal-target-url");
        assertThat(provider("openai").consumedHeaders()).isEmpty();
    }

    /** From recordings: when a chat stream tells its usage, and where reasoning is counted. */
    @ParameterizedTest
    @CsvSource({
        "openai, chat/completions, ON_REQUEST, IN_OUTPUT",
        "azure-openai, r/d/chat/completions, ON_REQUEST, IN_OUTPUT",
        "vllm, chat/completions, ON_REQUEST, IN_OUTPUT",
        "grok, chat/completions, ON_REQUEST, BESIDE_OUTPUT",
        "grok, responses, ALWAYS, IN_OUTPUT",
        "ollama, v1/chat/completions, ON_REQUEST, IN_OUTPUT",
        "llama-cpp, chat/completions, ON_REQUEST, IN_OUTPUT",
        "alibaba, chat/completions, ON_REQUEST, IN_OUTPUT",
        "deepseek, chat/completions, ON_REQUEST, IN_OUTPUT",
        "groq, chat/completions, ON_REQUEST, IN_OUTPUT",
        "huggingface, v1/chat/completions, ON_REQUEST, IN_OUTPUT",
        "cerebras, chat/completions, ALWAYS, IN_OUTPUT",
        "mistral, v1/chat/completions, ALWAYS, IN_OUTPUT",
        "together, chat/completions, ALWAYS, IN_OUTPUT",
        "databricks, w.azuredatabricks.net/serving-endpoints/chat/completions, ALWAYS, IN_OUTPUT",
        "perplexity-ai, chat/completions, ALWAYS, IN_OUTPUT",
        "openrouter, chat/completions, ALWAYS, IN_OUTPUT",
        "vercel-gateway, chat/completions, ON_REQUEST, IN_OUTPUT",
        "workers-ai, v1/chat/completions, ALWAYS, IN_OUTPUT",
        "zai, chat/completions, ALWAYS, IN_OUTPUT",
        "anthropic, v1/chat/completions, ON_REQUEST, IN_OUTPUT",
        "anthropic, v1/messages, ALWAYS, IN_OUTPUT",
        "cohere, compatibility/v1/chat/completions, NEVER, IN_OUTPUT",
        "google-ai-studio, v1beta/openai/chat/completions, ON_REQUEST, BY_TOTAL",
        "google-vertex-ai, v1/projects/p/locations/global/endpoints/openapi/chat/completions, ON_REQUEST, BY_TOTAL"
    })
    void knows_how_each_api_counts(String slug, String path, StreamUsage stream, Reasoning reasoning) {
        Provider provider = provider(slug);
        Route route = provider.route(
                new ProviderRequest("acc", "POST", path, Optional.empty(), Headers.EMPTY, provider.baseUrl(), false));
        assertThat(route.rules()).isEqualTo(new UsageRules(reasoning, stream));
        assertThat(route.dialect()).isNotEqualTo(Dialect.OPAQUE);
    }

    @Test
    void refuses_to_load_two_providers_of_one_name() {
        assertThatThrownBy(() -> Providers.of(List.of(named("a"), named("a"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Two providers are called 'a'");
        Provider other = new PathProvider(Facts.of("b", "https://b.example").alsoCalled("a")) {};
        assertThatThrownBy(() -> Providers.of(List.of(named("a"), other))).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compat", "cloudflare", "custom-a", "A", "a_b", "a--b", "-a", ""})
    void refuses_to_load_a_name_that_means_something_else_in_a_url(String name) {
        assertThatThrownBy(() -> Providers.of(List.of(named(name)))).isInstanceOf(IllegalStateException.class);
    }

    private static Provider named(String slug) {
        return new PathProvider(Facts.of(slug, "https://a.example")) {};
    }

    private Provider provider(String slug) {
        return providers.find(slug).orElseThrow();
    }
}
