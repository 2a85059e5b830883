package dev.penstock.dialect;

import dev.penstock.call.Dialect;
import dev.penstock.testkit.WireEvents.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an answer says, folded in the plainest way from its events or read from its body: texts, calls, reasons, counts.
 * Both forms of one answer have the same essence.
 */
final class Essence {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, StringBuilder> texts = new TreeMap<>();
    private final Map<String, JsonNode> last = new TreeMap<>();
    private final List<String> things = new ArrayList<>();

    private Essence() {}

    static Map<String, String> ofStream(Dialect dialect, List<Event> events) {
        Essence essence = new Essence();
        for (Event event : events) {
            if (!SseMarks.isDone(event.data(), 0, event.data().length)) {
                essence.event(dialect, event.type(), JSON.readTree(event.data()));
            }
        }
        return essence.told();
    }

    static Map<String, String> ofBody(Dialect dialect, byte[] body) {
        Essence essence = new Essence();
        JsonNode tree = JSON.readTree(body);
        switch (dialect) {
            case COHERE_V2 -> essence.cohereBody(tree);
            case BEDROCK_CONVERSE -> essence.converseBody(tree);
            default -> essence.event(dialect, "", tree);
        }
        return essence.told();
    }

    private void event(Dialect dialect, String type, JsonNode event) {
        switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS -> chat(event);
            case GEMINI -> gemini(event);
            case OLLAMA -> ollama(event);
            case COHERE_V2 -> cohere(event);
            case BEDROCK_CONVERSE -> converse(type, event);
            default -> throw new AssertionError(dialect);
        }
    }

    private Map<String, String> told() {
        Map<String, String> told = new TreeMap<>();
        texts.forEach((name, text) -> told.merge(name, text.toString(), String::concat));
        last.forEach((name, value) -> told.put(name + "!", value.toString()));
        told.put("things", things.toString());
        told.values().removeIf(String::isEmpty);
        return told;
    }

    private void text(String name, JsonNode text) {
        if (text.isString()) {
            texts.computeIfAbsent(name, made -> new StringBuilder()).append(text.stringValue());
        }
    }

    private void last(String name, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            last.put(name, value);
        }
    }

    private void chat(JsonNode chunk) {
        last("usage", chunk.path("usage"));
        if (!last.containsKey("usage")) {
            last("usage", chunk.at("/x_groq/usage"));
        }
        for (String name : List.of("id", "model", "system_fingerprint")) {
            if (!chunk.path(name).asString("").isEmpty()) {
                last.putIfAbsent(name, chunk.path(name));
            }
        }
        for (JsonNode choice : chunk.path("choices")) {
            String index = choice.path("index").asString("") + ".";
            last(index + "finish", choice.path("finish_reason"));
            text(index + "text", choice.path("text"));
            for (JsonNode token : choice.at("/logprobs/content")) {
                text(index + "tokens", token.path("token"));
            }
            for (JsonNode message : List.of(choice.path("delta"), choice.path("message"))) {
                for (String name : List.of("content", "refusal", "reasoning", "reasoning_content")) {
                    text(index + name, message.path(name));
                }
                message.path("annotations").forEach(annotation -> things.add(annotation.toString()));
                for (JsonNode detail : message.path("reasoning_details")) {
                    text(index + "detail", detail.path("text"));
                    text(index + "signature", detail.path("signature"));
                }
                int place = 0;
                for (JsonNode call : message.path("tool_calls")) {
                    String at = index + call.path("index").asInt(place++) + ".";
                    last(at + "id", call.path("id").asString("").isEmpty() ? JSON.nullNode() : call.path("id"));
                    text(at + "name", call.at("/function/name"));
                    text(at + "arguments", call.at("/function/arguments"));
                }
                text(index + "function", message.at("/function_call/name"));
                text(index + "arguments", message.at("/function_call/arguments"));
            }
        }
    }

    private void gemini(JsonNode chunk) {
        for (String name : List.of("usageMetadata", "modelVersion", "responseId", "promptFeedback")) {
            last(name, chunk.path(name));
        }
        for (JsonNode candidate : chunk.path("candidates")) {
            String index = candidate.path("index").asInt(0) + ".";
            last(index + "finish", candidate.path("finishReason"));
            last(index + "grounding", candidate.path("groundingMetadata"));
            for (JsonNode part : candidate.at("/content/parts")) {
                text(index + (part.path("thought").asBoolean(false) ? "thought" : "text"), part.path("text"));
                text(index + "signature", part.path("thoughtSignature"));
                if (!part.has("text")) {
                    things.add(part.toString());
                }
            }
        }
    }

    private void ollama(JsonNode line) {
        text("content", line.at("/message/content"));
        text("thinking", line.at("/message/thinking"));
        line.at("/message/tool_calls").forEach(call -> things.add(call.toString()));
        for (String name : line.propertyNames()) {
            if (!name.equals("message")) {
                last(name, line.path(name));
            }
        }
    }

    private void cohere(JsonNode event) {
        JsonNode message = event.at("/delta/message");
        String index = event.path("index").asInt(0) + ".";
        last("id", event.path("id"));
        last("role", message.path("role"));
        text("plan", message.path("tool_plan"));
        if (message.path("content").isObject()) {
            text(index + "text", message.at("/content/text"));
            text(index + "thinking", message.at("/content/thinking"));
        }
        if (message.path("tool_calls").isObject()) {
            last(index + "id", message.at("/tool_calls/id"));
            text(index + "name", message.at("/tool_calls/function/name"));
            text(index + "arguments", message.at("/tool_calls/function/arguments"));
        }
        if (message.path("citations").isObject()) {
            things.add(message.path("citations").toString());
        }
        last("finish", event.at("/delta/finish_reason"));
        last("usage", event.at("/delta/usage"));
    }

    private void cohereBody(JsonNode body) {
        JsonNode message = body.path("message");
        last("id", body.path("id"));
        last("role", message.path("role"));
        text("plan", message.path("tool_plan"));
        int place = 0;
        for (JsonNode content : message.path("content")) {
            text(place + ".text", content.path("text"));
            text(place++ + ".thinking", content.path("thinking"));
        }
        place = 0;
        for (JsonNode call : message.path("tool_calls")) {
            last(place + ".id", call.path("id"));
            text(place + ".name", call.at("/function/name"));
            text(place++ + ".arguments", call.at("/function/arguments"));
        }
        message.path("citations").forEach(citation -> things.add(citation.toString()));
        last("finish", body.path("finish_reason"));
        last("usage", body.path("usage"));
    }

    private void converse(String type, JsonNode event) {
        String index = event.path("contentBlockIndex").asInt(0) + ".";
        last("role", event.path("role"));
        last(index + "tool", event.at("/start/toolUse"));
        text(index + "text", event.at("/delta/text"));
        text(index + "thinking", event.at("/delta/reasoningContent/text"));
        text(index + "signature", event.at("/delta/reasoningContent/signature"));
        text(index + "input", event.at("/delta/toolUse/input"));
        if (type.equals("contentBlockStop") && texts.containsKey(index + "input")) {
            StringBuilder input = Objects.requireNonNull(texts.remove(index + "input"));
            last(index + "input", JSON.readTree(input.isEmpty() ? "{}" : input.toString()));
        }
        ending(event);
    }

    private void converseBody(JsonNode body) {
        last("role", body.at("/output/message/role"));
        int place = 0;
        for (JsonNode block : body.at("/output/message/content")) {
            String index = place++ + ".";
            text(index + "text", block.path("text"));
            text(index + "thinking", block.at("/reasoningContent/reasoningText/text"));
            text(index + "signature", block.at("/reasoningContent/reasoningText/signature"));
            if (block.path("toolUse") instanceof tools.jackson.databind.node.ObjectNode use) {
                last(index + "input", use.remove("input"));
                last(index + "tool", use);
            }
        }
        ending(body);
    }

    private void ending(JsonNode told) {
        for (String name : List.of("stopReason", "usage", "metrics", "trace")) {
            last(name, told.path(name));
        }
    }
}
