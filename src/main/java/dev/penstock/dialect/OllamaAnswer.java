package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ollama's own chat, generate and embed: one object, or one a line of which the last says done. */
final class OllamaAnswer extends JsonAnswer {
    OllamaAnswer(int deliveredBound) {
        super(deliveredBound);
    }

    @Override
    void read(String type, JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "model" -> model(json);
                case "message" -> message(json);
                case "response", "thinking" -> delivered.text(json);
                case "prompt_eval_count" -> counts.read(Count.INPUT, json);
                case "eval_count" -> counts.read(Count.OUTPUT, json);
                case "done" -> done(json);
                case "error" -> error(json);
                default -> {}
            }
        }
        if (hasError()) {
            end();
        }
    }

    private void done(JsonCursor json) {
        if (json.isTrue()) {
            end();
        }
    }

    private void message(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "content", "thinking" -> delivered.text(json);
                case "tool_calls" -> toolCalls(json);
                default -> {}
            }
        }
    }

    private void toolCalls(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                if (name.equals("function")) {
                    function(json);
                }
            }
        }
    }

    private void function(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            if (name.equals("arguments")) {
                delivered.arguments(json);
            }
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        Reckoning reckoning = new Reckoning(said, tools);
        reckoning.input = said.of(Count.INPUT);
        reckoning.output = said.of(Count.OUTPUT);
        return reckoning;
    }
}
