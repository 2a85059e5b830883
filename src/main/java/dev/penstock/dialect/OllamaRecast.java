package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's chat (docs.ollama.com, "Chat"): a line for each piece of the message, and a last one that is done and tells
 * the counts and times. A body is that last line with the whole message.
 */
final class OllamaRecast {
    private final Constant model = new Constant("model");
    private final Constant role = new Constant("role");
    private final Map<String, Part.Joined> texts = new LinkedHashMap<>();
    private final Part.Items calls = new Part.Items();
    private @Nullable Map<String, RawValue> last;

    private OllamaRecast() {}

    static Part body(List<StreamEvent> events) {
        OllamaRecast fold = new OllamaRecast();
        events.forEach(event -> fold.line(RawJson.object(event.data())));
        return fold.whole();
    }

    private void line(Map<String, RawValue> line) {
        if (last != null || line.containsKey("error")) {
            throw new Inexact("a line behind the last, or an error");
        }
        model.take(RawJson.needed(line, "model"));
        RawJson.members(RawJson.needed(line, "message")).forEach(this::message);
        boolean done = RawJson.needed(line, "done").written().equals("true");
        if (done) {
            last = line;
        } else if (line.size() > (line.containsKey("created_at") ? 4 : 3)) {
            throw new Inexact("a line's field we cannot fold");
        }
    }

    private void message(String name, RawValue value) {
        switch (name) {
            case "role" -> role.take(value);
            case "content", "thinking" ->
                texts.computeIfAbsent(name, made -> new Part.Joined()).add(value);
            case "tool_calls" -> calls.addAll(value);
            default -> throw new Inexact("a message's field we cannot fold: " + RawJson.shown(name));
        }
    }

    private Part whole() {
        Map<String, RawValue> told = last;
        if (told == null || RawJson.text(told, "done_reason").isEmpty()) {
            throw new Inexact("no last line");
        }
        Part.Fields message = new Part.Fields().setIfGiven("role", role.part());
        message.set("content", texts.getOrDefault("content", new Part.Joined()));
        texts.forEach(message::set);
        if (calls.size() > 0) {
            message.set("tool_calls", calls);
        }
        return Part.Fields.of(told).set("message", message);
    }

    static void stream(RawValue document, StreamText out) {
        Map<String, RawValue> body = RawJson.members(document);
        boolean done = RawJson.needed(body, "done").written().equals("true");
        if (!done || RawJson.text(body, "done_reason").isEmpty() || body.containsKey("error")) {
            throw new Inexact("a body that is not done");
        }
        Map<String, RawValue> message = RawJson.members(RawJson.needed(body, "message"));
        Part.Fields line = new Part.Fields();
        for (String name : List.of("model", "created_at")) {
            line.set(name, Part.of(RawJson.needed(body, name)));
        }
        line.set("message", Part.of(RawJson.needed(body, "message"))).set("done", false);
        out.event(line);
        Part.Fields nothing = new Part.Fields().set("role", Part.of(RawJson.needed(message, "role")));
        out.event(Part.Fields.of(body).set("message", nothing.set("content", "")));
    }
}
