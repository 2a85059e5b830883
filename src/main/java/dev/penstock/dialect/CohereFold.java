package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Cohere v2 chat stream as its body (docs.cohere.com, "Streaming Responses"): message-start, then contents, a plan,
 * calls and citations, each begun, filled and ended, and message-end with the reason and the usage.
 */
final class CohereFold {
    private final Map<String, RawValue> message = new LinkedHashMap<>();
    private final List<Filling> contents = new ArrayList<>();
    private final List<Filling> calls = new ArrayList<>();
    private final Part.Items citations = new Part.Items();
    private final Part.Joined plan = new Part.Joined();
    private @Nullable Part id;
    private @Nullable Map<String, RawValue> end;

    private CohereFold() {}

    static Part body(List<StreamEvent> events) {
        CohereFold fold = new CohereFold();
        boolean marked = !events.isEmpty() && events.getLast().isDone();
        for (StreamEvent event : marked ? events.subList(0, events.size() - 1) : events) {
            fold.event(RawJson.object(event.data()));
        }
        return fold.whole();
    }

    private void event(Map<String, RawValue> event) {
        String type = RawJson.text(event, "type");
        if (end != null || (id == null) != type.equals("message-start")) {
            throw new Inexact("an event out of order");
        }
        switch (type) {
            case "message-start" -> start(event);
            case "content-start" -> contents.add(new Filling(told(event, "content"), contents.size(), event));
            case "content-delta" -> Filling.of(contents, event).fill(told(event, "content"));
            case "tool-plan-delta" -> plan.add(told(event, "tool_plan"));
            case "tool-call-start" -> calls.add(new Filling(told(event, "tool_calls"), calls.size(), event));
            case "tool-call-delta" -> Filling.of(calls, event).fillFunction(told(event, "tool_calls"));
            case "citation-start" -> citations.add(Part.of(told(event, "citations")));
            case "content-end", "tool-call-end", "citation-end" -> {}
            case "message-end" ->
                end = RawJson.members(RawJson.needed(event, "delta"), Set.of("finish_reason", "usage"));
            default -> throw new Inexact("an event we cannot fold: " + RawJson.shown(type));
        }
    }

    private static RawValue told(Map<String, RawValue> event, String name) {
        Map<String, RawValue> delta = RawJson.members(RawJson.needed(event, "delta"), Set.of("message"));
        return RawJson.needed(RawJson.members(RawJson.needed(delta, "message"), Set.of(name)), name);
    }

    private void start(Map<String, RawValue> event) {
        id = Part.of(RawJson.needed(event, "id"));
        Map<String, RawValue> delta = RawJson.members(RawJson.needed(event, "delta"), Set.of("message"));
        message.putAll(RawJson.members(RawJson.needed(delta, "message")));
        message.forEach((name, value) -> {
            if (!name.equals("role") && !RawJson.isEmpty(value)) {
                throw new Inexact("a message that begins with content");
            }
        });
    }

    private Part whole() {
        Map<String, RawValue> ending = end;
        if (ending == null || id == null) {
            throw new Inexact("no message-end");
        }
        String reason = RawJson.text(ending, "finish_reason");
        if (reason.isEmpty() || reason.equals("ERROR") || reason.equals("TIMEOUT")) {
            throw new Inexact("a message that did not finish");
        }
        Part.Fields told = new Part.Fields().set("role", Part.of(RawJson.needed(message, "role")));
        told.setIfGiven("tool_plan", plan.isEmpty() ? null : plan);
        told.setIfGiven("tool_calls", filled(calls));
        told.setIfGiven("content", filled(contents));
        told.setIfGiven("citations", citations.size() == 0 ? null : citations);
        Part.Fields body = new Part.Fields().set("id", id).set("message", told);
        body.set("finish_reason", Part.of(RawJson.needed(ending, "finish_reason")));
        return body.set("usage", Part.of(RawJson.needed(ending, "usage")));
    }

    private static @Nullable Part filled(List<Filling> fillings) {
        if (fillings.isEmpty()) {
            return null;
        }
        Part.Items items = new Part.Items();
        fillings.forEach(filling -> items.add(filling.part()));
        return items;
    }

    /** A content or a call: what its start said, and the text that goes on. */
    private static final class Filling {
        private final Part.Fields begun;
        private final Map<String, Part.Joined> texts = new LinkedHashMap<>();
        private Part.@Nullable Fields function;

        Filling(RawValue start, int index, Map<String, RawValue> event) {
            if (RawJson.index(event, "index") != index) {
                throw new Inexact("an index out of order");
            }
            Map<String, RawValue> members = RawJson.members(start);
            begun = Part.Fields.of(members);
            RawValue called = members.get("function");
            if (called != null) {
                function = begin(RawJson.members(called), List.of("arguments"));
                begun.set("function", function);
            } else {
                begin(members, List.of("text", "thinking"));
            }
        }

        static Filling of(List<Filling> all, Map<String, RawValue> event) {
            int index = RawJson.index(event, "index");
            if (index >= all.size()) {
                throw new Inexact("an index out of order");
            }
            return all.get(index);
        }

        private Part.Fields begin(Map<String, RawValue> members, List<String> names) {
            Part.Fields made = Part.Fields.of(members);
            for (String name : names) {
                RawValue text = members.get(name);
                if (text != null) {
                    Part.Joined joined = new Part.Joined();
                    joined.add(text);
                    texts.put(name, joined);
                }
            }
            return made;
        }

        void fill(RawValue delta) {
            Map<String, RawValue> pieces = RawJson.members(delta, Set.of("text", "thinking"));
            pieces.forEach((name, piece) ->
                    texts.computeIfAbsent(name, made -> new Part.Joined()).add(piece));
        }

        void fillFunction(RawValue delta) {
            Map<String, RawValue> call = RawJson.members(delta, Set.of("function"));
            RawValue called = RawJson.needed(call, "function");
            RawValue piece = RawJson.needed(RawJson.members(called, Set.of("arguments")), "arguments");
            texts.computeIfAbsent("arguments", made -> new Part.Joined()).add(piece);
        }

        Part part() {
            Part.Fields target = function == null ? begun : function;
            texts.forEach(target::set);
            return begun;
        }
    }
}
