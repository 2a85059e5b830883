package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cohere's v2 chat, and its embed and rerank. A stream ends by message-end, which carries reason and usage. */
final class CohereV2Answer extends JsonAnswer {
    CohereV2Answer(int deliveredBound) {
        super(deliveredBound);
    }

    @Override
    void read(String type, JsonCursor json) {
        String said = type;
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "type" -> said = json.isText() ? String.valueOf(json.text(said, 100)) : said;
                case "delta" -> delta(json);
                default -> field(name, json);
            }
        }
        if (said.equals("message-end")) {
            end();
        }
    }

    private void delta(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            field(name, json);
        }
    }

    private void field(String name, JsonCursor json) {
        switch (name) {
            case "message" -> message(json);
            case "usage", "meta" -> CohereUsage.read(json, this);
            case "finish_reason" -> finishReason(json);
            case "error" -> error(json);
            case "model" -> model(json);
            default -> {}
        }
    }

    private void finishReason(JsonCursor json) {
        if (json.textIs("ERROR") || json.textIs("TIMEOUT")) {
            error("the answer finished by " + json.text(null, 100));
        }
        if (json.isText()) {
            finish();
        }
    }

    /** In a body a message's content is an array of parts, in a stream one part; tool calls likewise. */
    private void message(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "content" -> delivered.contentOrPart(json);
                case "tool_plan" -> delivered.text(json);
                case "tool_calls" -> toolCalls(json);
                default -> {}
            }
        }
    }

    private void toolCalls(JsonCursor json) {
        if (json.isObject()) {
            toolCall(json);
        }
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            toolCall(json);
        }
    }

    private void toolCall(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "function" -> toolCall(json);
                case "arguments" -> delivered.arguments(json);
                default -> {}
            }
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        return CohereUsage.reckon(said, tools);
    }
}
