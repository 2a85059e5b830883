package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gemini and Vertex: generateContent whole and streamed, embeddings, counting, predict, and the interactions API.
 * Prompts include what was cached; candidates exclude thoughts, and the prompts of the provider's own tools stand
 * beside both (total = prompt + candidates + thoughts + toolUsePrompt, all recordings that use tools). There is no last
 * event: a finish reason for every candidate, or a blocked prompt, makes the end a clean one. What countTokens counts is
 * its answer, no usage.
 */
final class GeminiAnswer extends JsonAnswer {
    GeminiAnswer(int deliveredBound) {
        super(deliveredBound);
    }

    @Override
    void read(String type, JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "candidates" -> candidates(json);
                case "usageMetadata" -> usage(json);
                case "promptFeedback" -> promptFeedback(json);
                case "modelVersion", "model" -> model(json);
                case "error" -> error(json);
                case "predictions" -> predictions(json);
                case "interaction" -> interaction(json);
                case "delta" -> part(json);
                default -> {}
            }
        }
        if (type.equals("interaction.completed")) {
            end();
        }
    }

    private void candidates(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            candidate(json);
        }
    }

    private void candidate(JsonCursor json) {
        long index = 0;
        boolean isFinished = false;
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "index" -> index = Math.max(0, json.count());
                case "content" -> content(json);
                case "finishReason" -> isFinished = isReason(json);
                default -> {}
            }
        }
        choice(index, isFinished);
    }

    /** Some serialisers write the enum's number, where 0 is unspecified. */
    private static boolean isReason(JsonCursor json) {
        boolean unspecified = json.textIs("FINISH_REASON_UNSPECIFIED") || json.textIs("");
        return (json.isText() && !unspecified) || json.count() > 0;
    }

    private void promptFeedback(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            if (name.equals("blockReason") && (json.isText() || json.count() > 0)) {
                finish();
            }
        }
    }

    private void content(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            if (name.equals("parts")) {
                for (boolean more = json.enterArray(); more; more = json.nextElement()) {
                    part(json);
                }
            }
        }
    }

    private void part(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "text" -> delivered.text(json);
                case "functionCall", "executableCode", "arguments" -> call(json);
                default -> {}
            }
        }
    }

    private void call(JsonCursor json) {
        delivered.text(json);
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "args", "code" -> delivered.arguments(json);
                case "partialArgs" -> partialArguments(json);
                default -> {}
            }
        }
    }

    /** Vertex streams arguments as [{jsonPath, stringValue …}]. */
    private void partialArguments(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                if (name.equals("stringValue")) {
                    delivered.text(json);
                }
            }
        }
    }

    private void usage(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "promptTokenCount" -> counts.read(Count.INPUT, json);
                case "candidatesTokenCount" -> counts.read(Count.OUTPUT, json);
                case "thoughtsTokenCount" -> counts.read(Count.REASONING, json);
                case "toolUsePromptTokenCount" -> counts.read(Count.INPUT_TOOL_PROMPT, json);
                case "cachedContentTokenCount" -> counts.read(Count.CACHE_READ, json);
                case "totalTokenCount" -> counts.read(Count.TOTAL, json);
                case "promptTokensDetails", "promptTokenDetails" ->
                    modalities(json, Count.INPUT_AUDIO, Count.INPUT_IMAGE);
                case "candidatesTokensDetails" -> modalities(json, Count.OUTPUT_AUDIO, Count.OUTPUT_IMAGE);
                case "serviceTier", "trafficType" -> tier(name, json);
                default -> {}
            }
        }
    }

    /** Vertex tells its tier as ON_DEMAND_PRIORITY, ON_DEMAND_FLEX or PROVISIONED_THROUGHPUT. */
    private void tier(String name, JsonCursor json) {
        if (name.equals("serviceTier") || serviceTier().isEmpty()) {
            serviceTier(json);
        }
    }

    private void modalities(JsonCursor json, Count audio, Count image) {
        long audioTokens = -1;
        long imageTokens = -1;
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            Modality modality = Modality.read(json);
            if (modality.is("audio")) {
                audioTokens = Math.max(0, audioTokens) + modality.tokens;
            }
            if (modality.is("image")) {
                imageTokens = Math.max(0, imageTokens) + modality.tokens;
            }
        }
        counts.set(audio, audioTokens < 0 ? JsonCursor.UNSAID : audioTokens);
        counts.set(image, imageTokens < 0 ? JsonCursor.UNSAID : imageTokens);
    }

    /** One {modality, tokenCount}. */
    private record Modality(String name, long tokens) {
        static Modality read(JsonCursor json) {
            String name = "";
            long tokens = 0;
            for (@Nullable String field = json.enterObject(); field != null; field = json.nextField()) {
                switch (field) {
                    case "modality" -> name = json.isText() ? String.valueOf(json.text(null, 20)) : "";
                    case "tokenCount", "tokens" -> tokens = Math.clamp(json.count(), 0, Counts.MOST);
                    default -> {}
                }
            }
            return new Modality(name, tokens);
        }

        boolean is(String modality) {
            return name.equalsIgnoreCase(modality);
        }
    }

    /** Vertex embeddings: each prediction counts its own text. */
    private void predictions(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            embedding(json);
        }
    }

    private void embedding(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "embeddings", "statistics" -> embedding(json);
                case "token_count" -> counts.add(Count.INPUT, json.count());
                default -> {}
            }
        }
    }

    private void interaction(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "model" -> model(json);
                case "service_tier" -> serviceTier(json);
                case "error" -> error(json);
                case "usage" -> interactionUsage(json);
                default -> {}
            }
        }
    }

    private void interactionUsage(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "total_input_tokens" -> counts.read(Count.INPUT, json);
                case "total_output_tokens" -> counts.read(Count.OUTPUT, json);
                case "total_thought_tokens" -> counts.read(Count.REASONING, json);
                case "total_tool_use_tokens" -> counts.read(Count.INPUT_TOOL_PROMPT, json);
                case "total_cached_tokens" -> counts.read(Count.CACHE_READ, json);
                case "total_tokens" -> counts.read(Count.TOTAL, json);
                case "input_tokens_by_modality" -> modalities(json, Count.INPUT_AUDIO, Count.INPUT_IMAGE);
                case "output_tokens_by_modality" -> modalities(json, Count.OUTPUT_AUDIO, Count.OUTPUT_IMAGE);
                default -> {}
            }
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        Reckoning reckoning = new Reckoning(said, tools);
        Long fresh = reckoning.without(said.of(Count.INPUT), said.orZero(Count.CACHE_READ));
        boolean toolPrompt = said.has(Count.INPUT_TOOL_PROMPT);
        reckoning.input = fresh == null && !toolPrompt
                ? null
                : (Long) ((fresh == null ? 0 : fresh) + said.orZero(Count.INPUT_TOOL_PROMPT));
        reckoning.cacheRead = said.of(Count.CACHE_READ);
        reckoning.output = output(said);
        return reckoning;
    }

    private static @Nullable Long output(Counts said) {
        if (said.has(Count.OUTPUT)) {
            return said.orZero(Count.OUTPUT) + said.orZero(Count.REASONING);
        }
        if (said.has(Count.REASONING)) { // cut off while it thought
            return said.of(Count.REASONING);
        }
        boolean derivable = said.has(Count.TOTAL) && said.has(Count.INPUT);
        long prompts = said.orZero(Count.INPUT) + said.orZero(Count.INPUT_TOOL_PROMPT);
        return derivable ? (Long) Math.max(0, said.orZero(Count.TOTAL) - prompts) : null;
    }
}
