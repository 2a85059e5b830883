package dev.penstock.dialect;

import dev.penstock.call.Dialect;
import dev.penstock.json.TopLevelScan.Want;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a request's body that we decide on, by dialect. Where the path names the model or asks for the stream
 * (Gemini, Bedrock), the provider does not read those of the body, so neither do we.
 */
record AskedKeys(List<Tracked> keys, boolean streamsUnlessToldNotTo) {
    /** What a member is to us. */
    enum Meaning {
        MODEL,
        STREAM,
        STREAM_OPTIONS,
        INCLUDE_USAGE,
        MAX_OUTPUT,
        /** How many answers are asked for. */
        CHOICES,
        /** A list of prompts, each of which is answered. */
        PROMPTS,
        SERVICE_TIER,
        /** The declaration of tools. */
        TOOLS,
        /** Names input that the provider keeps. */
        STORED,
        /** An object that holds one of the others. */
        HOLDER,
        /** Ollama's embeddings, which never stream, have it. */
        EMBEDS
    }

    /** One member of the object named {@code parent}, "" for the top. */
    record Tracked(String parent, String name, Meaning meaning) {
        Want want() {
            return switch (meaning) {
                case HOLDER, STREAM_OPTIONS -> Want.MEMBERS;
                case PROMPTS -> Want.TEXTS;
                case MODEL, STREAM, INCLUDE_USAGE, MAX_OUTPUT, CHOICES, SERVICE_TIER, TOOLS, STORED, EMBEDS ->
                    Want.VALUE;
            };
        }

        String path() {
            return parent.isEmpty() ? name : parent + "." + name;
        }
    }

    static AskedKeys of(Dialect dialect) {
        return switch (dialect) {
            case OPENAI_CHAT -> chat();
            case OPENAI_COMPLETIONS -> completions();
            case OPENAI_RESPONSES -> responses();
            case OPENAI_OTHER ->
                new Keys()
                        .modelAndStream()
                        .keys(Meaning.CHOICES, "n")
                        .keys(Meaning.SERVICE_TIER, "service_tier")
                        .done();
            case ANTHROPIC_MESSAGES ->
                new Keys()
                        .modelAndStream()
                        .max("", "max_tokens")
                        .keys(Meaning.SERVICE_TIER, "service_tier")
                        .keys(Meaning.TOOLS, "tools", "mcp_servers")
                        .done();
            case COHERE_V1 -> cohereV1();
            case COHERE_V2, WORKERS_AI_RUN ->
                new Keys()
                        .modelAndStream()
                        .max("", "max_tokens")
                        .keys(Meaning.TOOLS, "tools")
                        .done();
            case GEMINI -> gemini();
            case BEDROCK_CONVERSE -> converse();
            case BEDROCK_INVOKE -> invoke();
            case OLLAMA ->
                new Keys()
                        .modelAndStream()
                        .max("options", "num_predict")
                        .keys(Meaning.TOOLS, "tools")
                        .embeds();
            case REPLICATE -> new Keys().stream().done();
            case OPAQUE -> new Keys().done();
        };
    }

    private static AskedKeys chat() {
        return new Keys()
                .modelAndStream()
                .usage()
                .max("", "max_tokens", "max_completion_tokens")
                .keys(Meaning.CHOICES, "n")
                .keys(Meaning.SERVICE_TIER, "service_tier")
                .keys(Meaning.TOOLS, "tools", "functions")
                .done();
    }

    private static AskedKeys completions() {
        return new Keys()
                .modelAndStream()
                .usage()
                .max("", "max_tokens")
                .keys(Meaning.CHOICES, "n", "best_of")
                .keys(Meaning.PROMPTS, "prompt")
                .keys(Meaning.SERVICE_TIER, "service_tier")
                .done();
    }

    private static AskedKeys responses() {
        return new Keys()
                .modelAndStream()
                .max("", "max_output_tokens")
                .keys(Meaning.SERVICE_TIER, "service_tier")
                .keys(Meaning.TOOLS, "tools")
                .keys(Meaning.STORED, "previous_response_id", "conversation", "prompt")
                .done();
    }

    private static AskedKeys cohereV1() {
        return new Keys()
                .modelAndStream()
                .max("", "max_tokens")
                .keys(Meaning.CHOICES, "num_generations")
                .keys(Meaning.TOOLS, "tools", "connectors")
                .keys(Meaning.STORED, "conversation_id")
                .done();
    }

    /** JSON names of protocol buffers are read in both spellings. */
    private static AskedKeys gemini() {
        return new Keys()
                .max("generationConfig", "maxOutputTokens", "max_output_tokens")
                .in("generationConfig", Meaning.CHOICES, "candidateCount", "candidate_count")
                .max("generation_config", "maxOutputTokens", "max_output_tokens")
                .in("generation_config", Meaning.CHOICES, "candidateCount", "candidate_count")
                .keys(Meaning.SERVICE_TIER, "serviceTier", "service_tier")
                .keys(Meaning.TOOLS, "tools")
                .keys(Meaning.STORED, "cachedContent", "cached_content")
                .done();
    }

    private static AskedKeys converse() {
        return new Keys()
                .max("inferenceConfig", "maxTokens")
                .keys(Meaning.HOLDER, "serviceTier", "performanceConfig")
                .in("serviceTier", Meaning.SERVICE_TIER, "type")
                .in("performanceConfig", Meaning.SERVICE_TIER, "latency")
                .keys(Meaning.TOOLS, "toolConfig")
                .keys(Meaning.STORED, "promptVariables")
                .done();
    }

    /** The body is the model vendor's: Anthropic, Meta, Nova, Titan. */
    private static AskedKeys invoke() {
        return new Keys()
                .max("", "max_tokens", "max_tokens_to_sample", "max_gen_len")
                .max("inferenceConfig", "maxTokens", "max_new_tokens")
                .max("textGenerationConfig", "maxTokenCount")
                .keys(Meaning.CHOICES, "num_generations", "numResults")
                .keys(Meaning.TOOLS, "tools", "toolConfig")
                .done();
    }

    /** The key a name is, compared as the least careful reader compares: Go's JSON library does not regard case. */
    @Nullable
    Tracked find(String parent, String name) {
        for (Tracked key : keys) {
            if (key.name.equalsIgnoreCase(name) && key.parent.equals(parent)) {
                return key;
            }
        }
        return null;
    }

    /** Collects the keys of one dialect. */
    private static final class Keys {
        private final List<Tracked> keys = new ArrayList<>();

        Keys modelAndStream() {
            keys.add(new Tracked("", "model", Meaning.MODEL));
            return stream();
        }

        Keys stream() {
            keys.add(new Tracked("", "stream", Meaning.STREAM));
            return this;
        }

        Keys usage() {
            keys.add(new Tracked("", "stream_options", Meaning.STREAM_OPTIONS));
            keys.add(new Tracked("stream_options", "include_usage", Meaning.INCLUDE_USAGE));
            return this;
        }

        Keys max(String parent, String... names) {
            if (!parent.isEmpty()) {
                keys.add(new Tracked("", parent, Meaning.HOLDER));
            }
            return in(parent, Meaning.MAX_OUTPUT, names);
        }

        Keys keys(Meaning meaning, String... names) {
            return in("", meaning, names);
        }

        Keys in(String parent, Meaning meaning, String... names) {
            for (String name : names) {
                keys.add(new Tracked(parent, name, meaning));
            }
            return this;
        }

        AskedKeys done() {
            return new AskedKeys(List.copyOf(keys), false);
        }

        AskedKeys embeds() {
            keys.add(new Tracked("", "input", Meaning.EMBEDS));
            return new AskedKeys(List.copyOf(keys), true);
        }
    }
}
