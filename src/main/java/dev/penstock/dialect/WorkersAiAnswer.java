package dev.penstock.dialect;

import dev.penstock.call.UsageRules;
import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Workers AI's run: {result: {response, usage}, success, errors}, and streams of {response} that end by [DONE]. Newer
 * models answer with OpenAI's choices inside.
 */
final class WorkersAiAnswer extends JsonAnswer {
    private final UsageRules rules;

    WorkersAiAnswer(UsageRules rules, int deliveredBound) {
        super(deliveredBound);
        this.rules = rules;
    }

    @Override
    boolean answersInText() {
        return true;
    }

    @Override
    void read(String type, JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "response" -> delivered.arguments(json); // an object where JSON was asked for
                case "text" -> delivered.text(json);
                case "usage" -> OpenAiUsage.read(json, this);
                case "result" -> read(type, json);
                case "tool_calls" -> toolCalls(json);
                case "choices" -> choices(json);
                case "model" -> model(json);
                case "errors", "error" -> error(json); // an empty list is none
                default -> {}
            }
        }
    }

    private void toolCalls(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            call(json);
        }
    }

    private void call(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "arguments" -> delivered.arguments(json);
                case "function" -> call(json);
                default -> {}
            }
        }
    }

    private void choices(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                switch (name) {
                    case "delta", "message" -> message(json);
                    case "text" -> delivered.text(json);
                    case "finish_reason" -> choice(0, json.isText() && !json.textIs(""));
                    default -> {}
                }
            }
        }
    }

    private void message(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "content", "reasoning_content" -> delivered.content(json);
                case "tool_calls" -> toolCalls(json);
                default -> {}
            }
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        return OpenAiUsage.reckon(said, tools, rules.reasoning());
    }
}
