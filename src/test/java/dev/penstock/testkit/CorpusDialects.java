package dev.penstock.testkit;

import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.call.UsageRules.Reasoning;
import dev.penstock.call.UsageRules.StreamUsage;
import java.util.Optional;
import java.util.Set;

/** Which dialect the corpus' recordings of a provider's API are, and how that API counts. */
public final class CorpusDialects {
    private CorpusDialects() {}

    /** A dialect and its rules. */
    public record Spoken(Dialect dialect, UsageRules rules) {}

    /** Empty for an API we do not know. */
    public static Optional<Spoken> of(String provider, String api) {
        return dialect(provider, api).map(dialect -> new Spoken(dialect, rules(provider, dialect)));
    }

    /** As which dialect the gateway carries a recorded path; what is not metered passes opaque. */
    public static Dialect routed(String provider, String api, String path) {
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

    private static Optional<Dialect> dialect(String provider, String api) {
        return Optional.ofNullable(
                switch (api) {
                    case "chat" -> Dialect.OPENAI_CHAT;
                    case "completions" -> Dialect.OPENAI_COMPLETIONS;
                    case "responses", "responses_aux" -> Dialect.OPENAI_RESPONSES;
                    case "messages", "raw_predict", "stream_raw_predict" -> Dialect.ANTHROPIC_MESSAGES;
                    case "generate_content", "stream_generate_content", "predict", "interactions" -> Dialect.GEMINI;
                    case "converse", "converse_stream" -> Dialect.BEDROCK_CONVERSE;
                    case "invoke", "invoke_stream" -> Dialect.BEDROCK_INVOKE;
                    case "chat_v1" -> Dialect.COHERE_V1;
                    case "chat_v2" -> Dialect.COHERE_V2;
                    case "api_chat" -> Dialect.OLLAMA;
                    case "run" -> Dialect.WORKERS_AI_RUN;
                    case "predictions" -> Dialect.REPLICATE;
                    case "text_generation" -> Dialect.OPAQUE;
                    case "count_tokens" ->
                        provider.equals("anthropic")
                                ? Dialect.ANTHROPIC_MESSAGES
                                : provider.equals("bedrock") ? Dialect.BEDROCK_CONVERSE : Dialect.GEMINI;
                    case "embeddings" ->
                        provider.equals("gemini")
                                ? Dialect.GEMINI
                                : provider.equals("cohere") ? Dialect.COHERE_V2 : Dialect.OPENAI_OTHER;
                    case "models",
                            "moderations",
                            "rerank",
                            "audio_speech",
                            "audio_transcriptions",
                            "audio_translations",
                            "images_edits",
                            "images_generations" -> Dialect.OPENAI_OTHER;
                    default -> null;
                });
    }

    private static UsageRules rules(String provider, Dialect dialect) {
        boolean chat = dialect == Dialect.OPENAI_CHAT;
        return switch (provider) {
            case "xai" -> chat ? new UsageRules(Reasoning.BESIDE_OUTPUT, StreamUsage.ON_REQUEST) : UsageRules.OPENAI;
            case "gemini" -> new UsageRules(Reasoning.BY_TOTAL, StreamUsage.ON_REQUEST);
            case "cerebras", "databricks", "mistral", "openrouter", "perplexity", "together", "workers-ai", "zai" ->
                UsageRules.UNASKED;
            default -> UsageRules.OPENAI;
        };
    }
}
