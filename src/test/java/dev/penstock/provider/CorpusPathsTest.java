package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.penstock.call.Dialect;
import dev.penstock.call.Headers;
import dev.penstock.call.Route;
import dev.penstock.testkit.CorpusPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each recorded case can be asked for through the gateway, and arrives at the host and path it was recorded at. */
class CorpusPathsTest {
    /** Recorded, but no provider of ours: other gateways, hosts without a public address, and the made-up. */
    private static final Set<String> WITHOUT_FOLDER =
            Set.of("avian", "crusoe", "generic", "github-copilot", "gpustack", "heroku", "litellm-proxy");

    private final Providers providers = Providers.load();

    @TestFactory
    Stream<DynamicTest> reaches_the_recorded_host_and_path() throws IOException {
        return cases().stream().map(meta -> DynamicTest.dynamicTest(meta.toString(), () -> check(meta)));
    }

    @Test
    void finds_the_whole_corpus() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(1000);
    }

    private void check(Path file) throws IOException {
        JsonNode meta = JsonMapper.shared().readTree(Files.readString(file));
        String provider = meta.path("provider").asString();
        String api = meta.path("api").asString();
        boolean stream = meta.path("stream").asBoolean();
        boolean succeeded = meta.path("status").asInt() == 200;
        Optional<CorpusPaths.Place> found = CorpusPaths.of(
                provider,
                api,
                meta.path("model").asString("unknown"),
                stream,
                text(meta, "host"),
                text(meta, "path"),
                text(meta, "query"));
        assertThat(found.isEmpty()).as(provider).isEqualTo(WITHOUT_FOLDER.contains(provider));
        found.ifPresent(place -> {
            Route route = check(place, meta.path("method").asString("POST"), provider, api);
            route.streams()
                    .filter(streams -> succeeded)
                    .ifPresent(streams -> assertThat(streams).isEqualTo(stream));
        });
    }

    private Route check(CorpusPaths.Place place, String method, String provider, String api) {
        Provider folder = providers.find(place.slug()).orElseThrow();
        Route route = folder.route(new ProviderRequest(
                CorpusPaths.ACCOUNT,
                method,
                place.rest(),
                place.query(),
                Headers.EMPTY,
                place.baseUrl().orElse(folder.baseUrl()),
                place.baseUrl().isPresent()));
        assertThat(route.origin().host()).isEqualTo(place.host());
        assertThat(route.path()).isEqualTo(place.path());
        assertThat(route.query()).isEqualTo(place.query());
        assertThat(route.dialect()).isEqualTo(dialect(provider, api, place.path()));
        return route;
    }

    private static Dialect dialect(String provider, String api, String path) {
        return switch (api) {
            case "chat" -> Dialect.OPENAI_CHAT;
            case "completions" -> Dialect.OPENAI_COMPLETIONS;
            case "responses" -> Dialect.OPENAI_RESPONSES;
            case "responses_aux" -> path.endsWith("/compact") ? Dialect.OPENAI_RESPONSES : Dialect.OPAQUE;
            case "messages", "raw_predict", "stream_raw_predict" -> Dialect.ANTHROPIC_MESSAGES;
            case "generate_content", "stream_generate_content" -> Dialect.GEMINI;
            case "converse", "converse_stream" -> Dialect.BEDROCK_CONVERSE;
            case "invoke", "invoke_stream" -> Dialect.BEDROCK_INVOKE;
            case "chat_v1" -> Dialect.COHERE_V1;
            case "chat_v2" -> Dialect.COHERE_V2;
            case "api_chat" -> Dialect.OLLAMA;
            case "run" -> Dialect.WORKERS_AI_RUN;
            case "predictions" -> Dialect.REPLICATE;
            case "embeddings", "rerank" ->
                switch (provider) {
                    case "gemini" -> Dialect.GEMINI;
                    case "bedrock" -> Dialect.BEDROCK_INVOKE;
                    default -> Dialect.OPENAI_OTHER;
                };
            case "moderations", "images_edits", "images_generations" -> Dialect.OPENAI_OTHER;
            case "audio_speech", "audio_transcriptions", "audio_translations" -> Dialect.OPENAI_OTHER;
            case "count_tokens" -> Set.of("gemini", "vertex").contains(provider) ? Dialect.GEMINI : Dialect.OPAQUE;
            case "models", "interactions", "predict", "text_generation" -> Dialect.OPAQUE;
            default -> throw new AssertionError("No dialect is expected of " + provider + " " + api);
        };
    }

    private static Optional<String> text(JsonNode meta, String name) {
        return Optional.ofNullable(meta.get(name)).map(JsonNode::asString);
    }

    private static List<Path> cases() throws IOException {
        String corpus = System.getProperty("penstock.corpus", "");
        assumeFalse(corpus.isEmpty(), "no recordings: -Dpenstock.corpus is not set");
        try (Stream<Path> files = Files.walk(Path.of(corpus))) {
            return files.filter(file -> file.endsWith("meta.json")).sorted().toList();
        }
    }
}
