package dev.penstock.dialect;

import dev.penstock.call.UsageRules.Reasoning;
import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usage object of OpenAI's APIs and of all that imitate them. Input includes what was read from and written to the
 * cache (recorded of every one of them); what they do with reasoning differs by provider and comes as a rule.
 */
final class OpenAiUsage {
    /** xAI: "10,000,000,000 ticks = 1 USD"; recorded: 200,000,000 ticks for an image that costs 0.02 USD. */
    private static final long TICKS_A_NANO_USD = 10;

    private OpenAiUsage() {}

    /** Reads the usage object at hand into the answer's counts. */
    static void read(JsonCursor json, JsonAnswer answer) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            field(name, json, answer);
        }
    }

    private static void field(String name, JsonCursor json, JsonAnswer answer) {
        Counts counts = answer.counts;
        switch (name) {
            case "prompt_tokens", "input_tokens" -> counts.read(Count.INPUT, json);
            case "completion_tokens", "output_tokens" -> counts.read(Count.OUTPUT, json);
            case "total_tokens" -> counts.read(Count.TOTAL, json);
            case "prompt_tokens_details", "input_tokens_details" -> inputDetails(json, counts);
            case "completion_tokens_details", "output_tokens_details" -> outputDetails(json, counts);
            // Together and Moonshot; Mistral; DeepSeek; Databricks and Vercel: the same count under other names
            case "cached_tokens", "num_cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens" ->
                larger(Count.CACHE_READ, json, counts);
            case "cache_creation_input_tokens" -> larger(Count.CACHE_WRITE, json, counts);
            case "service_tier" -> answer.serviceTier(json);
            case "seconds" -> answer.tool("audio_seconds", json.count()); // a transcription charged by its duration
            case "server_tool_use", "server_tool_use_details", "server_side_tool_usage_details" -> answer.tools(json);
            case "num_sources_used" -> answer.tool(name, json.count());
            default -> money(name, json, counts);
        }
    }

    private static void inputDetails(JsonCursor json, Counts counts) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "cached_tokens" -> larger(Count.CACHE_READ, json, counts);
                case "cache_write_tokens" -> larger(Count.CACHE_WRITE, json, counts);
                case "audio_tokens" -> counts.read(Count.INPUT_AUDIO, json);
                case "image_tokens" -> counts.read(Count.INPUT_IMAGE, json);
                default -> {}
            }
        }
    }

    private static void outputDetails(JsonCursor json, Counts counts) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "reasoning_tokens" -> counts.read(Count.REASONING, json);
                case "audio_tokens" -> counts.read(Count.OUTPUT_AUDIO, json);
                case "image_tokens" -> counts.read(Count.OUTPUT_IMAGE, json);
                default -> {}
            }
        }
    }

    /** One event may say a count in two places, and a server that fills only one of them leaves 0 in the other. */
    private static void larger(Count count, JsonCursor json, Counts counts) {
        long value = json.count();
        if (value < 0 || value >= counts.orZero(count)) {
            counts.set(count, value);
        }
    }

    private static void money(String name, JsonCursor json, Counts counts) {
        switch (name) {
            case "cost" -> cost(json, counts);
            case "cost_in_usd_ticks" -> ticks(json, counts);
            case "is_byok" -> counts.set(Count.OWN_KEY, json.isTrue() ? 1 : 0);
            case "cost_details" -> {
                for (@Nullable String part = json.enterObject(); part != null; part = json.nextField()) {
                    if (part.equals("upstream_inference_cost")) {
                        counts.set(Count.UPSTREAM_COST, json.nano());
                    }
                }
            }
            default -> {}
        }
    }

    /** A number (OpenRouter, Vercel), or an object with a total (Perplexity), in dollars. */
    private static void cost(JsonCursor json, Counts counts) {
        counts.set(Count.COST, json.nano());
        for (@Nullable String part = json.enterObject(); part != null; part = json.nextField()) {
            if (part.equals("total_cost")) {
                counts.set(Count.COST, json.nano());
            }
        }
    }

    private static void ticks(JsonCursor json, Counts counts) {
        long ticks = json.count();
        if (ticks != JsonCursor.UNSAID) {
            counts.set(Count.COST, ticks / TICKS_A_NANO_USD);
        }
    }

    static Reckoning reckon(Counts said, Map<String, Long> tools, Reasoning rule) {
        Reckoning reckoning = new Reckoning(said, tools);
        reckoning.output = output(said, rule, reckoning);
        Long prompt = prompt(said, rule);
        long read = said.orZero(Count.CACHE_READ);
        if (prompt != null && read > prompt) {
            // Azure's Grok: the cached count cannot be right (32 of 42 recordings), so nothing is taken for cached
            reckoning.doubt(true);
            reckoning.input = prompt;
            return reckoning;
        }
        reckoning.input = reckoning.without(prompt, read + said.orZero(Count.CACHE_WRITE));
        reckoning.cacheRead = said.of(Count.CACHE_READ);
        reckoning.cacheWrite5m = said.of(Count.CACHE_WRITE);
        return reckoning;
    }

    private static @Nullable Long output(Counts said, Reasoning rule, Reckoning reckoning) {
        Long completion = said.of(Count.OUTPUT);
        if (completion == null) {
            return null;
        }
        long beyond = said.has(Count.TOTAL) && said.has(Count.INPUT)
                ? Math.max(0, said.orZero(Count.TOTAL) - said.orZero(Count.INPUT) - completion)
                : 0;
        return switch (rule) {
            case IN_OUTPUT -> completion;
            case BESIDE_OUTPUT -> {
                boolean included = said.has(Count.TOTAL) && said.has(Count.INPUT) && beyond == 0;
                yield included ? completion : completion + said.orZero(Count.REASONING);
            }
            case BY_TOTAL -> {
                reckoning.reasoning = Math.max(beyond, said.orZero(Count.REASONING));
                yield completion + beyond;
            }
        };
    }

    private static @Nullable Long prompt(Counts said, Reasoning rule) {
        Long prompt = said.of(Count.INPUT);
        if (prompt == null) { // Voyage, rerankers: a total only
            return said.has(Count.TOTAL)
                    ? (Long) Math.max(0, said.orZero(Count.TOTAL) - said.orZero(Count.OUTPUT))
                    : null;
        }
        long audio = said.orZero(Count.INPUT_AUDIO);
        boolean audioBeside = rule == Reasoning.IN_OUTPUT
                && audio > 0
                && said.orZero(Count.TOTAL) == prompt + said.orZero(Count.OUTPUT) + audio;
        return audioBeside ? (Long) (prompt + audio) : prompt; // Mistral: 9 + 248 + 375 audio = 632
    }
}
