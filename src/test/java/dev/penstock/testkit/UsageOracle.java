package dev.penstock.testkit;

import dev.penstock.call.Dialect;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageRules.Reasoning;
import dev.penstock.testkit.CorpusDialects.Spoken;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a recording's usage is, worked out a second time and in another way: from trees, by JSON pointers, formula by
 * formula of each API's documentation.
 */
public final class UsageOracle {
    private final List<JsonNode> events;

    private UsageOracle(List<JsonNode> events) {
        this.events = events;
    }

    /** @param extension of the corpus' file: it tells a stream from a body */
    public static UsageOracle of(String extension, byte[] answer) {
        return new UsageOracle(AnswerTrees.of(extension, answer));
    }

    public Usage usage(Spoken spoken) {
        Dialect dialect = spoken.dialect();
        return switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS ->
                openAi(List.of("/usage", "/x_groq/usage"), spoken.rules().reasoning());
            case OPENAI_RESPONSES -> openAi(List.of("/usage", "/response/usage"), Reasoning.IN_OUTPUT);
            case OPENAI_OTHER -> openAi(List.of("/usage"), Reasoning.IN_OUTPUT);
            case ANTHROPIC_MESSAGES -> anthropic();
            case GEMINI -> gemini();
            case BEDROCK_CONVERSE -> converse();
            case BEDROCK_INVOKE -> invoke();
            case COHERE_V1, COHERE_V2 -> cohere();
            case OLLAMA -> plain(last("/prompt_eval_count"), last("/eval_count"));
            case WORKERS_AI_RUN -> openAi(List.of("/result/usage", "/usage"), Reasoning.IN_OUTPUT);
            case REPLICATE -> plain(last("/metrics/input_token_count"), last("/metrics/output_token_count"));
            case OPAQUE -> Usage.NONE;
        };
    }

    /** The last number at any of the pointers, over all events. */
    private @Nullable Long last(String... pointers) {
        Long found = null;
        for (JsonNode event : events) {
            for (String pointer : pointers) {
                JsonNode node = event.at(pointer);
                if (node.isNumber()) {
                    found = node.longValue();
                }
            }
        }
        return found;
    }

    private static long zero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static Usage plain(@Nullable Long input, @Nullable Long output) {
        return new Usage(input, null, null, null, output, null, null, null, null, null, null, Map.of(), null);
    }

    private @Nullable Long under(List<String> roots, String... names) {
        List<String> pointers = new ArrayList<>();
        for (String name : names) {
            for (String root : roots) {
                pointers.add(root + name);
            }
        }
        return last(pointers.toArray(String[]::new));
    }

    private Usage openAi(List<String> roots, Reasoning rule) {
        Long prompt = under(roots, "/prompt_tokens", "/input_tokens");
        Long completion = under(roots, "/completion_tokens", "/output_tokens");
        Long total = under(roots, "/total_tokens");
        // where a recording says the cached count in two places, they agree: the test would fail otherwise
        Long read = under(
                roots,
                "/cached_tokens",
                "/num_cached_tokens",
                "/prompt_cache_hit_tokens",
                "/cache_read_input_tokens",
                "/prompt_tokens_details/cached_tokens",
                "/input_tokens_details/cached_tokens");
        Long write = under(
                roots,
                "/cache_creation_input_tokens",
                "/prompt_tokens_details/cache_write_tokens",
                "/input_tokens_details/cache_write_tokens");
        Long reasoning =
                under(roots, "/completion_tokens_details/reasoning_tokens", "/output_tokens_details/reasoning_tokens");
        Long audioIn = under(roots, "/prompt_tokens_details/audio_tokens", "/input_tokens_details/audio_tokens");
        Long output = completion;
        if (rule == Reasoning.BESIDE_OUTPUT && completion != null) {
            output = zero(total) - zero(prompt); // total = prompt + completion + reasoning in all recordings
        }
        if (rule == Reasoning.BY_TOTAL && completion != null) {
            output = zero(total) - zero(prompt);
            reasoning = output - completion;
        }
        if (prompt == null) {
            prompt = total;
        } else if (rule == Reasoning.IN_OUTPUT && total != null) {
            prompt = total - zero(completion); // which adds Mistral's audio, and changes nothing elsewhere
        }
        boolean absurd = prompt != null && zero(read) > prompt;
        Long input = prompt == null ? null : absurd ? prompt : (Long) (prompt - zero(read) - zero(write));
        return new Usage(
                input,
                absurd ? null : read,
                absurd ? null : write,
                null,
                output,
                least(reasoning, output),
                least(audioIn, input),
                least(under(roots, "/prompt_tokens_details/image_tokens", "/input_tokens_details/image_tokens"), input),
                null,
                least(under(roots, "/completion_tokens_details/audio_tokens"), output),
                least(under(roots, "/completion_tokens_details/image_tokens"), output),
                openAiTools(roots),
                openAiCost(roots));
    }

    private static @Nullable Long least(@Nullable Long part, @Nullable Long whole) {
        return part == null || whole == null ? part : (Long) Math.min(part, whole);
    }

    private Map<String, Long> openAiTools(List<String> roots) {
        Map<String, Long> tools = new TreeMap<>();
        for (JsonNode event : events) {
            for (String root : roots) {
                numbers(event.at(root + "/server_tool_use"), tools);
                numbers(event.at(root + "/server_tool_use_details"), tools);
                numbers(event.at(root + "/server_side_tool_usage_details"), tools);
                put(tools, "num_sources_used", event.at(root + "/num_sources_used"));
                put(tools, "audio_seconds", event.at(root + "/seconds"));
            }
            put(tools, "web_search", event.at("/response/tool_usage/web_search/num_requests"));
            put(tools, "web_search", event.at("/tool_usage/web_search/num_requests"));
            put(tools, "search_units", event.at("/meta/billed_units/search_units"));
        }
        JsonNode whole = events.isEmpty() ? null : events.getLast();
        for (JsonNode event : events) {
            whole = event.at("/type").asString("").matches("response\\.(completed|incomplete|failed)") ? event : whole;
        }
        if (whole != null) {
            JsonNode output = whole.has("response") ? whole.at("/response/output") : whole.at("/output");
            for (JsonNode item : output) {
                String type = item.path("type").asString("");
                if (type.matches("(web_search|file_search|code_interpreter|image_generation|mcp)_call")) {
                    tools.merge(type, 1L, Long::sum);
                }
            }
        }
        return tools;
    }

    private static void numbers(JsonNode object, Map<String, Long> tools) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            put(tools, field.getKey(), field.getValue());
        }
    }

    private static void put(Map<String, Long> tools, String name, JsonNode count) {
        if (count.isNumber() && count.longValue() > 0) {
            tools.put(name, count.longValue());
        }
    }

    private @Nullable NanoUsd openAiCost(List<String> roots) {
        NanoUsd cost = null;
        for (JsonNode event : events) {
            for (String root : roots) {
                JsonNode usage = event.at(root);
                JsonNode dollars = usage.at("/cost").isObject() ? usage.at("/cost/total_cost") : usage.at("/cost");
                if (dollars.isNumber()) {
                    NanoUsd upstream = nano(usage.at("/cost_details/upstream_inference_cost"));
                    boolean own = usage.path("is_byok").asBoolean(false);
                    cost = own ? nano(dollars).plus(upstream) : nano(dollars);
                }
                if (usage.at("/cost_in_usd_ticks").isNumber()) {
                    cost = new NanoUsd(usage.at("/cost_in_usd_ticks").longValue() / 10);
                }
            }
        }
        return cost;
    }

    private static NanoUsd nano(JsonNode dollars) {
        return dollars.isNumber()
                ? new NanoUsd(dollars.decimalValue()
                        .movePointRight(9)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact())
                : NanoUsd.ZERO;
    }

    private Usage anthropic() {
        Long input = anthropic("/input_tokens");
        Long output = anthropic("/output_tokens");
        Long read = anthropic("/cache_read_input_tokens");
        Long written = anthropic("/cache_creation_input_tokens");
        Long oneHour = anthropic("/cache_creation/ephemeral_1h_input_tokens");
        Map<String, Long> tools = new TreeMap<>();
        for (JsonNode event : events) {
            JsonNode iterations = event.at("/usage/iterations");
            if (iterations.size() > 0) {
                input = sum(iterations, "/input_tokens");
                output = sum(iterations, "/output_tokens");
                read = sum(iterations, "/cache_read_input_tokens");
                written = sum(iterations, "/cache_creation_input_tokens");
                oneHour = sum(iterations, "/cache_creation/ephemeral_1h_input_tokens");
            }
            numbers(event.at("/usage/server_tool_use"), tools);
            numbers(event.at("/message/usage/server_tool_use"), tools);
        }
        return new Usage(
                input,
                read,
                written == null ? null : (Long) (written - zero(oneHour)),
                oneHour,
                output,
                anthropic("/output_tokens_details/thinking_tokens"),
                null,
                null,
                null,
                null,
                null,
                tools,
                null);
    }

    private @Nullable Long anthropic(String name) {
        return last("/message/usage" + name, "/usage" + name);
    }

    private static long sum(JsonNode iterations, String name) {
        long sum = 0;
        for (JsonNode iteration : iterations) {
            sum += iteration.at(name).asLong(0);
        }
        return sum;
    }

    private Usage gemini() {
        if (last("/interaction/usage/total_tokens") != null) {
            long input = zero(last("/interaction/usage/total_input_tokens"));
            long thoughts = zero(last("/interaction/usage/total_thought_tokens"));
            Long image = modality("/interaction/usage/input_tokens_by_modality", "image", "tokens");
            long output = zero(last("/interaction/usage/total_output_tokens")) + thoughts;
            return new Usage(input, 0L, null, null, output, thoughts, null, image, 0L, null, null, Map.of(), null);
        }
        Long predicted = last("/predictions/0/embeddings/statistics/token_count");
        if (predicted != null) {
            return plain(predicted, null);
        }
        Long prompt = last("/usageMetadata/promptTokenCount");
        Long read = last("/usageMetadata/cachedContentTokenCount");
        Long tool = last("/usageMetadata/toolUsePromptTokenCount");
        Long total = last("/usageMetadata/totalTokenCount");
        Long thoughts = last("/usageMetadata/thoughtsTokenCount");
        Long candidates = last("/usageMetadata/candidatesTokenCount");
        Long output = candidates != null
                ? (Long) (candidates + zero(thoughts))
                : thoughts != null ? thoughts : total == null ? null : (Long) (total - zero(prompt) - zero(tool));
        return new Usage(
                prompt == null ? null : (Long) (prompt - zero(read) + zero(tool)),
                read,
                null,
                null,
                output,
                thoughts,
                geminiModality("prompt", "AUDIO"),
                geminiModality("prompt", "IMAGE"),
                tool,
                geminiModality("candidates", "AUDIO"),
                geminiModality("candidates", "IMAGE"),
                Map.of(),
                null);
    }

    private @Nullable Long geminiModality(String side, String modality) {
        Long tokens = modality("/usageMetadata/" + side + "TokensDetails", modality, "tokenCount");
        return tokens == null ? modality("/usageMetadata/" + side + "TokenDetails", modality, "tokenCount") : tokens;
    }

    private @Nullable Long modality(String pointer, String modality, String field) {
        Long found = null;
        for (JsonNode event : events) {
            for (JsonNode detail : event.at(pointer)) {
                if (detail.path("modality").asString("").equals(modality)) {
                    found = detail.path(field).asLong(0);
                }
            }
        }
        return found;
    }

    private Usage converse() {
        Long write = last("/usage/cacheWriteInputTokens", "/usage/cacheWriteInputTokenCount");
        return new Usage(
                last("/usage/inputTokens"),
                last("/usage/cacheReadInputTokens", "/usage/cacheReadInputTokenCount"),
                write,
                null,
                last("/usage/outputTokens"),
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                null);
    }

    private Usage invoke() {
        Usage vendor = Usage.NONE;
        if (last("/usage/input_tokens", "/message/usage/input_tokens") != null) {
            vendor = anthropic();
        } else if (last("/usage/inputTokens") != null) {
            vendor = converse();
        } else if (last("/usage/prompt_tokens") != null) {
            vendor = openAi(List.of("/usage"), Reasoning.IN_OUTPUT);
        } else {
            vendor = plain(
                    last("/inputTextTokenCount", "/prompt_token_count"),
                    last("/totalOutputTextTokenCount", "/generation_token_count", "/results/0/tokenCount"));
        }
        return vendor.input() != null || vendor.output() != null
                ? vendor
                : plain(
                        last("/amazon-bedrock-invocationMetrics/inputTokenCount"),
                        last("/amazon-bedrock-invocationMetrics/outputTokenCount"));
    }

    private Usage cohere() {
        String[] roots = {"/usage", "/delta/usage", "/meta", "/response/meta"};
        Long input = null;
        Long output = null;
        Long reasoning = null;
        Long image = null;
        for (String root : roots) {
            input = first(last(root + "/billed_units/input_tokens"), input);
            output = first(last(root + "/billed_units/output_tokens"), output);
            reasoning = first(last(root + "/tokens/reasoning_tokens"), reasoning);
            image = first(last(root + "/tokens/image_tokens", root + "/billed_units/image_tokens"), image);
        }
        return new Usage(
                input,
                null,
                null,
                null,
                output,
                least(reasoning, output),
                null,
                image,
                null,
                null,
                null,
                Map.of(),
                null);
    }

    private static @Nullable Long first(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : one;
    }
}
