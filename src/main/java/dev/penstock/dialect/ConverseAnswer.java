package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's Converse, whole and streamed, and Nova's own bodies, which name the same things. The usage comes in the
 * metadata event, after messageStop. Input excludes the cache (total = input + output + read + write, 24 of 24
 * recordings with a cache), but for families whose total says that it does not.
 */
final class ConverseAnswer extends JsonAnswer {
    private boolean metadataCame;
    private boolean stopCame;

    ConverseAnswer(int deliveredBound) {
        super(deliveredBound);
    }

    @Override
    boolean tellsError(String type) {
        return AwsErrors.isError(type);
    }

    @Override
    void read(String type, JsonCursor json) {
        if (AwsErrors.isError(type)) {
            exception(type, json);
            return;
        }
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            field(name, json);
        }
        if (type.equals("metadata")) {
            metadata();
        }
    }

    /** The last two events come in either order: metadata after messageStop as a rule, before it in one recording. */
    private void metadata() {
        metadataCame = true;
        if (stopCame) {
            end();
        }
    }

    private void field(String name, JsonCursor json) {
        switch (name) {
            case "messageStart",
                    "contentBlockStart",
                    "contentBlockDelta",
                    "contentBlockStop",
                    "messageStop",
                    "output" -> fields(json); // Nova through InvokeModel: the event's name is a key
            case "metadata" -> {
                fields(json);
                metadata();
            }
            case "delta", "start" -> block(json);
            case "message" -> message(json);
            case "usage" -> usage(json);
            case "stopReason" -> stopReason(json);
            case "serviceTier" -> tier(json);
            default -> {
                if (AwsErrors.isError(name)) {
                    exception(name, json);
                }
            }
        }
    }

    private void fields(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            field(name, json);
        }
    }

    private void exception(String type, JsonCursor json) {
        error(AwsErrors.told(type, json));
        end();
    }

    private void stopReason(JsonCursor json) {
        if (json.isText()) {
            finish();
            stopCame = true;
            if (metadataCame) {
                end();
            }
        }
    }

    private void tier(JsonCursor json) {
        serviceTier(json);
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            if (name.equals("type")) {
                serviceTier(json);
            }
        }
    }

    private void message(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            if (name.equals("content")) {
                for (boolean more = json.enterArray(); more; more = json.nextElement()) {
                    block(json);
                }
            }
        }
    }

    private void block(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "text" -> delivered.text(json);
                case "toolUse", "reasoningContent", "reasoningText" -> block(json);
                case "input" -> delivered.arguments(json);
                default -> {}
            }
        }
    }

    private void usage(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "inputTokens" -> counts.read(Count.INPUT, json);
                case "outputTokens" -> counts.read(Count.OUTPUT, json);
                case "totalTokens" -> counts.read(Count.TOTAL, json);
                case "cacheReadInputTokens", "cacheReadInputTokenCount" -> counts.read(Count.CACHE_READ, json);
                case "cacheWriteInputTokens", "cacheWriteInputTokenCount" -> counts.read(Count.CACHE_WRITE, json);
                case "cacheDetails" -> cacheDetails(json);
                case "serverToolUsage" -> tools(json);
                default -> {}
            }
        }
    }

    /** [{ttl: 5m or 1h, inputTokens}]: what was written, by its life. */
    private void cacheDetails(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            boolean oneHour = false;
            long tokens = JsonCursor.UNSAID;
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                switch (name) {
                    case "ttl" -> oneHour = json.textIs("1h");
                    case "inputTokens" -> tokens = json.count();
                    default -> {}
                }
            }
            counts.add(oneHour ? Count.CACHE_WRITE_1H : Count.CACHE_WRITE_5M, tokens);
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        Reckoning reckoning = new Reckoning(said, tools);
        Long input = said.of(Count.INPUT);
        long written = Math.max(
                said.orZero(Count.CACHE_WRITE), said.orZero(Count.CACHE_WRITE_5M) + said.orZero(Count.CACHE_WRITE_1H));
        long cached = said.orZero(Count.CACHE_READ) + written;
        boolean includesCache = input != null
                && cached > 0
                && input >= cached
                && said.orZero(Count.TOTAL) == input + said.orZero(Count.OUTPUT);
        reckoning.input = includesCache ? reckoning.without(input, cached) : input;
        reckoning.cacheRead = said.of(Count.CACHE_READ);
        reckoning.output = said.of(Count.OUTPUT);
        reckoning.cacheWrite1h = said.of(Count.CACHE_WRITE_1H);
        boolean wrote = said.has(Count.CACHE_WRITE) || said.has(Count.CACHE_WRITE_5M);
        reckoning.cacheWrite5m = wrote ? (Long) (written - said.orZero(Count.CACHE_WRITE_1H)) : null;
        return reckoning;
    }
}
