package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cohere's usage: {billed_units, tokens, cached_tokens}. Input and output are the billed units, because templates are
 * not charged (recorded: 503 tokens, 8 billed); tokens stand in where nothing billed is said. What was cached is counted
 * in tokens, is no part of the billed units and has no price of its own, so it is not taken.
 */
final class CohereUsage {
    private long input = JsonCursor.UNSAID;
    private long output = JsonCursor.UNSAID;
    private long images = JsonCursor.UNSAID;
    private long tokensIn = JsonCursor.UNSAID;
    private long tokensOut = JsonCursor.UNSAID;

    private CohereUsage() {}

    /** Reads the usage, or v1's meta, at hand into the answer's counts. */
    static void read(JsonCursor json, JsonAnswer answer) {
        CohereUsage usage = new CohereUsage();
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "billed_units" -> usage.billed(json, answer);
                case "tokens" -> usage.tokens(json, answer.counts);
                default -> {}
            }
        }
        usage.tell(answer.counts);
    }

    private void billed(JsonCursor json, JsonAnswer answer) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "input_tokens" -> input = json.count();
                case "output_tokens" -> output = json.count();
                case "image_tokens" -> images = json.count();
                default -> answer.tool(name, json.count()); // search_units, classifications
            }
        }
    }

    private void tokens(JsonCursor json, Counts counts) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "input_tokens" -> tokensIn = json.count();
                case "output_tokens" -> tokensOut = json.count();
                case "reasoning_tokens" -> counts.read(Count.REASONING, json);
                case "image_tokens" -> counts.read(Count.INPUT_IMAGE, json);
                default -> {}
            }
        }
    }

    /** Billed images (embeddings) stand beside the billed input; images among the tokens are within it. */
    private void tell(Counts counts) {
        boolean billed = input >= 0 || output >= 0;
        counts.set(Count.INPUT, billed ? input : tokensIn);
        counts.set(Count.OUTPUT, billed ? output : tokensOut);
        if (images >= 0) {
            counts.add(Count.INPUT, images);
            counts.set(Count.INPUT_IMAGE, images);
        }
    }

    static Reckoning reckon(Counts said, Map<String, Long> tools) {
        Reckoning reckoning = new Reckoning(said, tools);
        reckoning.input = said.of(Count.INPUT);
        reckoning.output = said.of(Count.OUTPUT);
        return reckoning;
    }
}
