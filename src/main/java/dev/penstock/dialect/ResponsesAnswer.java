package dev.penstock.dialect;

import dev.penstock.call.UsageRules;
import dev.penstock.json.JsonCursor;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses. The terminal events response.completed, .incomplete and .failed each carry the whole response
 * with its usage; an error event comes flat or nested, and may be followed by response.failed.
 */
final class ResponsesAnswer extends JsonAnswer {
    private static final Set<String> TERMINAL =
            Set.of("response.completed", "response.incomplete", "response.failed", "response.cancelled", "error");
    /** Output items the provider ran and charges for each, as OpenAI's specification names them. */
    private static final Set<String> SERVER_TOOLS =
            Set.of("web_search_call", "file_search_call", "code_interpreter_call", "image_generation_call", "mcp_call");

    private final UsageRules rules;

    ResponsesAnswer(UsageRules rules, int deliveredBound) {
        super(deliveredBound);
        this.rules = rules;
    }

    @Override
    void read(String type, JsonCursor json) {
        if (!streams) {
            response(json, true);
            return;
        }
        String said = type;
        Delivered.Mark before = delivered.mark();
        ErrorParts flat = new ErrorParts();
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "type" -> said = json.isText() ? String.valueOf(json.text(said, 100)) : said;
                case "delta" -> delivered.text(json);
                case "response" -> response(json, delivered.isEmpty());
                case "error" -> error(json);
                case "message" -> flat.message = json.text(null, 1_000);
                case "code" -> flat.code = json.text(null, 100);
                default -> {}
            }
        }
        finishEvent(said, before, flat);
    }

    private void finishEvent(String type, Delivered.Mark before, ErrorParts flat) {
        if (type.equals("response.audio.delta")) {
            delivered.backTo(before); // base64, no text
        }
        if (type.equals("error")) {
            error(ErrorText.of(flat.code, flat.message));
        }
        if (type.equals("response.failed")) {
            error("the response failed");
        }
        if (TERMINAL.contains(type)) {
            end();
        }
    }

    /**
     * @param readsOutput whether its texts are delivered here: they are in a whole body, and in a stream that had no
     *     deltas
     */
    private void response(JsonCursor json, boolean readsOutput) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "usage" -> OpenAiUsage.read(json, this);
                case "tool_usage" -> toolUsage(json);
                case "model" -> model(json);
                case "service_tier" -> serviceTier(json);
                case "error" -> error(json);
                case "output" -> output(json, readsOutput);
                default -> {}
            }
        }
    }

    /** {web_search: {num_requests}}: what is charged, which need not be the number of web_search_call items. */
    private void toolUsage(JsonCursor json) {
        for (@Nullable String tool = json.enterObject(); tool != null; tool = json.nextField()) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                if (name.equals("num_requests")) {
                    tool(tool, json.count());
                }
            }
        }
    }

    private void output(JsonCursor json, boolean readsOutput) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                item(name, json, readsOutput);
            }
        }
    }

    private void item(String name, JsonCursor json, boolean readsOutput) {
        switch (name) {
            case "type" -> {
                String type = json.text(null, 100);
                if (type != null && SERVER_TOOLS.contains(type)) {
                    tool(type, 1);
                }
            }
            case "content", "summary" -> {
                if (readsOutput) {
                    delivered.content(json);
                }
            }
            case "arguments", "input" -> {
                if (readsOutput) {
                    delivered.arguments(json);
                }
            }
            default -> {}
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        return OpenAiUsage.reckon(said, tools, rules.reasoning());
    }

    /** The fields of a flat error event. */
    private static final class ErrorParts {
        private @Nullable String code;
        private @Nullable String message;
    }
}
