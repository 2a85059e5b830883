package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Headers;
import dev.penstock.call.Route;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a call of OpenAI's shape goes at each provider, and that it is read there as what it is. */
class OpenAiPathsTest {
    private static final Providers PROVIDERS = Providers.load();
    private static final Map<OpenAiCall, Dialect> DIALECTS = Map.of(
            OpenAiCall.CHAT, Dialect.OPENAI_CHAT,
            OpenAiCall.COMPLETIONS, Dialect.OPENAI_COMPLETIONS,
            OpenAiCall.EMBEDDINGS, Dialect.OPENAI_OTHER,
            OpenAiCall.RESPONSES, Dialect.OPENAI_RESPONSES);

    /** As vendors' own documentation of their compatible APIs has it. */
    @ParameterizedTest
    @CsvSource({
        "openai, https://api.openai.com/v1/chat/completions",
        "anthropic, https://api.anthropic.com/v1/chat/completions",
        "google-ai-studio, https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
        "google-vertex-ai, https://aiplatform.googleapis.com/v1/projects/x/locations/global/endpoints/openapi/chat/completions",
        "azure-openai, https://x.openai.azure.com/openai/v1/chat/completions",
        "azure, https://x.openai.azure.com/openai/v1/chat/completions",
        "aws-bedrock, https://bedrock-mantle.us-east-1.api.aws/v1/chat/completions",
        "workers-ai, https://api.cloudflare.com/client/v4/accounts/0123abcd/ai/v1/chat/completions",
        "groq, https://api.groq.com/openai/v1/chat/completions",
        "grok, https://api.x.ai/v1/chat/completions",
        "mistral, https://api.mistral.ai/v1/chat/completions",
        "cohere, https://api.cohere.com/compatibility/v1/chat/completions",
        "perplexity-ai, https://api.perplexity.ai/chat/completions",
        "deepseek, https://api.deepseek.com/chat/completions",
        "cerebras, https://api.cerebras.ai/v1/chat/completions",
        "baseten, https://inference.baseten.co/v1/chat/completions",
        "parallel, https://api.parallel.ai/chat/completions",
        "openrouter, https://openrouter.ai/api/v1/chat/completions",
        "fireworks, https://api.fireworks.ai/inference/v1/chat/completions",
        "together, https://api.together.xyz/v1/chat/completions",
        "deepinfra, https://api.deepinfra.com/v1/openai/chat/completions",
        "nvidia, https://integrate.api.nvidia.com/v1/chat/completions",
        "nebius, https://api.tokenfactory.nebius.com/v1/chat/completions",
        "huggingface, https://router.huggingface.co/v1/chat/completions",
        "sambanova, https://api.sambanova.ai/v1/chat/completions",
        "github-models, https://models.github.ai/inference/chat/completions",
        "vercel-gateway, https://ai-gateway.vercel.sh/v1/chat/completions",
        "moonshot, https://api.moonshot.ai/v1/chat/completions",
        "minimax, https://api.minimax.io/v1/chat/completions",
        "alibaba, https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions",
        "zai, https://api.z.ai/api/paas/v4/chat/completions",
        "writer, https://api.writer.com/v1/chat",
        "snowflake, https://x.snowflakecomputing.com/api/v2/cortex/v1/chat/completions",
        "databricks, https://workspace.cloud.databricks.com/serving-endpoints/chat/completions",
        "ollama, http://127.0.0.1:11434/v1/chat/completions",
        "vllm, http://127.0.0.1:8000/v1/chat/completions",
        "lmstudio, http://127.0.0.1:1234/v1/chat/completions",
        "llama-cpp, http://127.0.0.1:8080/v1/chat/completions",
        "demo, http://127.0.0.1:1/v1/chat/completions"
    })
    void a_chat_goes_where_the_vendor_takes_it(String slug, String url) {
        Route route = route(PROVIDERS.find(slug).orElseThrow(), OpenAiCall.CHAT);

        assertThat(route.origin() + route.path()).isEqualTo(url);
    }

    @Test
    void every_provider_with_a_chat_surface_is_in_that_list() {
        assertThat(PROVIDERS.all().stream()
                        .filter(one -> one.openAi().path(OpenAiCall.CHAT).isPresent()))
                .hasSize(39);
    }

    static Stream<Provider> callable() {
        return PROVIDERS.all().stream().filter(one -> !one.openAi().paths().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("callable")
    void each_place_is_one_whose_answers_are_read(Provider provider) {
        provider.openAi()
                .paths()
                .forEach((call, path) ->
                        assertThat(route(provider, call).dialect()).as(path).isEqualTo(DIALECTS.get(call)));
    }

    @ParameterizedTest
    @MethodSource("callable")
    void the_key_stands_in_a_place_of_the_providers(Provider provider) {
        assertThat(provider.authSlots()).contains(provider.openAi().slot());
    }

    private static Route route(Provider provider, OpenAiCall call) {
        String path = provider.openAi().path(call).orElseThrow();
        for (OpenAiPaths.Part part : provider.openAi().parts()) {
            String value = part.standIn().equals(part.name()) ? "x" : part.standIn();
            path = path.replace("{" + part.name() + "}", value);
        }
        return provider.route(new ProviderRequest(
                "0123abcd", "POST", path, Optional.empty(), Headers.EMPTY, provider.baseUrl(), false));
    }
}
