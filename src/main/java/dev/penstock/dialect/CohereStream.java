package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Cohere v2 chat body as its stream (docs.cohere.com, "Streaming Responses"). */
final class CohereStream {
    private static final Set<String> MESSAGE = Set.of("role", "tool_plan", "tool_calls", "content", "citations");

    private final StreamText out;

    private CohereStream(StreamText out) {
        this.out = out;
    }

    static void write(RawValue document, StreamText out) {
        Map<String, RawValue> body = RawJson.members(document, Set.of("id", "message", "finish_reason", "usage"));
        Map<String, RawValue> message = RawJson.members(RawJson.needed(body, "message"), MESSAGE);
        CohereStream stream = new CohereStream(out);
        stream.start(RawJson.needed(body, "id"), RawJson.needed(message, "role"));
        RawValue plan = RawJson.given(message, "tool_plan");
        if (plan != null && !RawJson.isEmptyText(plan)) {
            stream.event("tool-plan-delta", new Part.Fields(), new Part.Fields().set("tool_plan", Part.of(plan)));
        }
        stream.each(message, "tool_calls", stream::call);
        stream.contents(message);
        Part.Fields ending = new Part.Fields();
        for (String name : List.of("finish_reason", "usage")) {
            ending.set(name, Part.of(RawJson.needed(body, name)));
        }
        out.event("message-end", new Part.Fields().set("type", "message-end").set("delta", ending));
        out.done();
    }

    /** Writes one element. */
    private interface Element {
        void write(Part.Fields index, RawValue element);
    }

    private void each(Map<String, RawValue> message, String name, Element element) {
        RawValue list = RawJson.given(message, name);
        if (list == null) {
            return;
        }
        List<RawValue> elements = RawJson.elements(list);
        for (int index = 0; index < elements.size(); index++) {
            element.write(new Part.Fields().set("index", index), elements.get(index));
        }
    }

    private void start(RawValue id, RawValue role) {
        Part.Fields message = new Part.Fields().set("role", Part.of(role));
        message.set("content", new Part.Items()).set("tool_plan", "");
        message.set("tool_calls", new Part.Items()).set("citations", new Part.Items());
        Part.Fields event = new Part.Fields().set("id", Part.of(id)).set("type", "message-start");
        out.event("message-start", event.set("delta", new Part.Fields().set("message", message)));
    }

    private void call(Part.Fields index, RawValue told) {
        Map<String, RawValue> call = RawJson.members(told);
        Map<String, RawValue> function = RawJson.members(RawJson.needed(call, "function"), Set.of("name", "arguments"));
        RawValue arguments = RawJson.needed(function, "arguments");
        Part begun =
                Part.Fields.of(call).set("function", Part.Fields.of(function).set("arguments", ""));
        event("tool-call-start", index, new Part.Fields().set("tool_calls", begun));
        if (!RawJson.isText(arguments)) {
            throw new Inexact("arguments that are no text");
        }
        if (!RawJson.isEmptyText(arguments)) {
            Part.Fields piece = new Part.Fields().set("arguments", Part.of(arguments));
            Part.Fields delta = new Part.Fields().set("function", piece);
            event("tool-call-delta", index, new Part.Fields().set("tool_calls", delta));
        }
        end("tool-call-end", index);
    }

    /** The citations of a text are told before it ends. */
    private void contents(Map<String, RawValue> message) {
        RawValue list = RawJson.given(message, "content");
        List<RawValue> contents = list == null ? List.of() : RawJson.elements(list);
        for (int at = 0; at < contents.size(); at++) {
            Part.Fields index = new Part.Fields().set("index", at);
            content(index, contents.get(at));
            if (at == contents.size() - 1) {
                each(message, "citations", this::citation);
            }
            end("content-end", index);
        }
        if (contents.isEmpty()) {
            each(message, "citations", this::citation);
        }
    }

    private void content(Part.Fields index, RawValue told) {
        Map<String, RawValue> content = RawJson.members(told, Set.of("type", "text", "thinking"));
        String name = RawJson.text(content, "type");
        if (content.size() != 2 || !RawJson.isText(RawJson.needed(content, name))) {
            throw new Inexact("a content we cannot cut");
        }
        RawValue text = RawJson.needed(content, name);
        Part begun = Part.Fields.of(content).set(name, "");
        event("content-start", index, new Part.Fields().set("content", begun));
        if (!RawJson.isEmptyText(text)) {
            Part piece = new Part.Fields().set(name, Part.of(text));
            event("content-delta", index, new Part.Fields().set("content", piece));
        }
    }

    private void citation(Part.Fields index, RawValue told) {
        event("citation-start", index, new Part.Fields().set("citations", Part.of(told)));
        end("citation-end", index);
    }

    private void event(String type, Part.Fields index, Part message) {
        Part.Fields event = new Part.Fields().set("type", type).setAll(index);
        out.event(type, event.set("delta", new Part.Fields().set("message", message)));
    }

    private void end(String type, Part.Fields index) {
        out.event(type, new Part.Fields().set("type", type).setAll(index));
    }
}
