package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cohere's v1 chat: one body, or lines with an event_type of which stream-end repeats the whole response. */
final class CohereV1Answer extends JsonAnswer {
    CohereV1Answer(int deliveredBound) {
        super(deliveredBound);
    }

    @Override
    void read(String type, JsonCursor json) {
        String said = type;
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "event_type" -> said = json.isText() ? String.valueOf(json.text(said, 100)) : said;
                case "is_finished" -> {
                    if (json.isTrue()) {
                        finish();
                    }
                }
                case "text" -> delivered.text(json);
                case "tool_call_delta" -> toolCallDelta(json);
                case "response" -> response(json);
                default -> field(name, json);
            }
        }
        if (said.equals("stream-end")) {
            end();
        }
    }

    private void response(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            field(name, json);
        }
    }

    private void field(String name, JsonCursor json) {
        switch (name) {
            case "meta" -> CohereUsage.read(json, this);
            case "error" -> error(json);
            case "model" -> model(json);
            case "tool_calls" -> {
                if (!streams) {
                    delivered.arguments(json);
                }
            }
            case "finish_reason" -> {
                if (json.textIs("ERROR") || json.textIs("TIMEOUT")) {
                    error("the answer finished by " + json.text(null, 100));
                }
            }
            default -> {}
        }
    }

    private void toolCallDelta(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "parameters" -> delivered.text(json);
                case "text" -> delivered.text(json);
                default -> {}
            }
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        return CohereUsage.reckon(said, tools);
    }
}
