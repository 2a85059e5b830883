package dev.penstock.pipeline;

import dev.penstock.call.Route;
import java.util.Map;
import java.util.Optional;

/** What kind of model a path asks, in the task names of Cloudflare's model catalogue. */
final class ModelTypes {
    private static final String TEXT = "text-generation";

    /** By the end of a path, for endpoints whose body does not tell. */
    private static final Map<String, String> BY_END = Map.ofEntries(
            Map.entry("/embeddings", "text-embeddings"),
            Map.entry("/embed", "text-embeddings"),
            Map.entry(":embedContent", "text-embeddings"),
            Map.entry(":batchEmbedContents", "text-embeddings"),
            Map.entry("/moderations", "text-classification"),
            Map.entry("/rerank", "text-classification"),
            Map.entry("/images/generations", "text-to-image"),
            Map.entry("/images/edits", "image-to-image"),
            Map.entry("/images/variations", "image-to-image"),
            Map.entry("/audio/speech", "text-to-speech"),
            Map.entry("/audio/transcriptions", "automatic-speech-recognition"),
            Map.entry("/audio/translations", "automatic-speech-recognition"));

    private ModelTypes() {}

    static Optional<String> of(Route route) {
        for (Map.Entry<String, String> end : BY_END.entrySet()) {
            if (route.path().endsWith(end.getKey())) {
                return Optional.of(end.getValue());
            }
        }
        return switch (route.dialect()) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_RESPONSES, ANTHROPIC_MESSAGES, BEDROCK_CONVERSE ->
                Optional.of(TEXT);
            case COHERE_V1, COHERE_V2, OLLAMA -> Optional.of(TEXT);
            case GEMINI -> route.path().endsWith("enerateContent") ? Optional.of(TEXT) : Optional.empty();
            case OPENAI_OTHER, BEDROCK_INVOKE, WORKERS_AI_RUN, REPLICATE, OPAQUE -> Optional.empty();
        };
    }
}
