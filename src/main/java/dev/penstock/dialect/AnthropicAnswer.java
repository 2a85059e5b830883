package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages, wherever they are hosted. Input excludes what was read from and written to the cache. The usage
 * of message_delta is cumulative and repeats what message_start said: the last word wins, nothing is added. Iterations
 * (compaction, an advisor) are listed beside the top-level counts, which omit all but the final message's: their sum is
 * what is charged.
 */
final class AnthropicAnswer extends JsonAnswer {
    private final Counts iterations = new Counts();
    private final Counts saidIterations = new Counts();

    AnthropicAnswer(int deliveredBound) {
        super(deliveredBound);
    }

    @Override
    void read(String type, JsonCursor json) {
        String said = type;
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "type" -> said = json.isText() ? String.valueOf(json.text(said, 100)) : said;
                case "message" -> message(json);
                case "delta", "content_block" -> block(json);
                default -> field(name, json);
            }
        }
        if (said.equals("message_stop") || said.equals("error")) {
            end();
        }
        if (said.equals("error")) {
            error("an error event without an error");
        }
    }

    private void message(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            field(name, json);
        }
    }

    private void field(String name, JsonCursor json) {
        switch (name) {
            case "usage" -> usage(json);
            case "model" -> model(json);
            case "error" -> error(json);
            case "content" -> {
                for (boolean more = json.enterArray(); more; more = json.nextElement()) {
                    block(json);
                }
            }
            default -> {}
        }
    }

    /** A content block, its beginning, or a delta of one or of the message. */
    private void block(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "text", "thinking", "partial_json" -> delivered.text(json);
                case "input" -> input(json);
                case "stop_reason" -> {
                    if (json.isText()) {
                        finish();
                    }
                }
                default -> {}
            }
        }
    }

    /** Empty at a block's beginning, where it is followed by deltas; some imitators put it all there. */
    private void input(JsonCursor json) {
        Delivered.Mark before = delivered.mark();
        delivered.arguments(json);
        if (delivered.chars() == before.chars() + 2) {
            delivered.backTo(before); // {}
        }
    }

    private void usage(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "input_tokens" -> counts.read(Count.INPUT, json);
                case "output_tokens" -> counts.read(Count.OUTPUT, json);
                case "cache_read_input_tokens" -> counts.read(Count.CACHE_READ, json);
                case "cache_creation_input_tokens" -> counts.read(Count.CACHE_WRITE, json);
                case "cache_creation" -> cacheCreation(json);
                case "output_tokens_details" -> outputDetails(json);
                case "server_tool_use" -> tools(json);
                case "service_tier" -> serviceTier(json);
                case "iterations" -> iterations(json);
                default -> {}
            }
        }
    }

    private void cacheCreation(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "ephemeral_5m_input_tokens" -> counts.read(Count.CACHE_WRITE_5M, json);
                case "ephemeral_1h_input_tokens" -> counts.read(Count.CACHE_WRITE_1H, json);
                default -> {}
            }
        }
    }

    private void outputDetails(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            if (name.equals("thinking_tokens")) {
                counts.read(Count.REASONING, json);
            }
        }
    }

    private void iterations(JsonCursor json) {
        iterations.clear();
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                iteration(name, json);
            }
        }
    }

    private void iteration(String name, JsonCursor json) {
        switch (name) {
            case "input_tokens" -> iterations.add(Count.INPUT, json.count());
            case "output_tokens" -> iterations.add(Count.OUTPUT, json.count());
            case "cache_read_input_tokens" -> iterations.add(Count.CACHE_READ, json.count());
            case "cache_creation_input_tokens" -> iterations.add(Count.CACHE_WRITE, json.count());
            case "cache_creation" -> {
                for (@Nullable String part = json.enterObject(); part != null; part = json.nextField()) {
                    if (part.equals("ephemeral_1h_input_tokens")) {
                        iterations.add(Count.CACHE_WRITE_1H, json.count());
                    }
                }
            }
            default -> {}
        }
    }

    @Override
    void commit() {
        saidIterations.take(iterations);
        super.commit();
    }

    @Override
    void forget() {
        iterations.clear();
        super.forget();
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        Reckoning reckoning = new Reckoning(said, tools);
        reckoning.input = withIterations(Count.INPUT, said);
        reckoning.output = withIterations(Count.OUTPUT, said);
        reckoning.cacheRead = withIterations(Count.CACHE_READ, said);
        Long written = withIterations(Count.CACHE_WRITE, said);
        Long oneHour = withIterations(Count.CACHE_WRITE_1H, said);
        if (written == null) {
            reckoning.cacheWrite5m = said.of(Count.CACHE_WRITE_5M);
            reckoning.cacheWrite1h = oneHour;
        } else {
            reckoning.cacheWrite1h = oneHour == null ? null : (Long) Math.min(oneHour, written);
            reckoning.cacheWrite5m = reckoning.without(written, oneHour == null ? 0 : oneHour);
        }
        return reckoning;
    }

    /** The larger of the top-level count and the iterations' sum: the sum includes the final message's. */
    private @Nullable Long withIterations(Count count, Counts said) {
        return saidIterations.has(count)
                ? (Long) Math.max(saidIterations.orZero(count), said.orZero(count))
                : said.of(count);
    }
}
