package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tool calls of a chat stream: fragments by index, the name whole, the arguments in pieces. */
final class ToolFold {
    private static final Set<String> CALL = Set.of("index", "id", "type", "function", "custom");

    private final Map<Integer, Call> calls = new TreeMap<>();

    void take(RawValue fragment) {
        Map<String, RawValue> members = RawJson.members(fragment, CALL);
        int index = RawJson.index(members, "index");
        if (index > calls.size()) {
            throw new Inexact("a tool call that skips an index");
        }
        calls.computeIfAbsent(index, made -> new Call()).take(members);
    }

    @Nullable
    Part part() {
        if (calls.isEmpty()) {
            return null;
        }
        Part.Items items = new Part.Items();
        calls.values().forEach(call -> items.add(call.part()));
        return items;
    }

    /** One call. */
    static final class Call {
        private final Constant id = new Constant("id");
        private final Constant type = new Constant("type");
        private final Part.Joined arguments = new Part.Joined();
        private @Nullable RawValue name;
        private String kind = "";

        private void take(Map<String, RawValue> members) {
            members.forEach((field, value) -> {
                switch (field) {
                    case "id" -> id.take(value);
                    case "type" -> type.take(value);
                    case "function" -> kind(field, value, "arguments");
                    case "custom" -> kind(field, value, "input");
                    default -> {}
                }
            });
        }

        private void kind(String field, RawValue value, String argumentsName) {
            if (!kind.isEmpty() && !kind.equals(field)) {
                throw new Inexact("a tool call of two kinds");
            }
            kind = field;
            function(value, argumentsName);
        }

        /** A fragment: a name that comes twice could be two halves or a repetition. */
        void function(RawValue value, String argumentsName) {
            Map<String, RawValue> members = RawJson.members(value, Set.of("name", argumentsName));
            RawValue named = RawJson.given(members, "name");
            if (named != null && !RawJson.isEmptyText(named)) {
                if (name != null) {
                    throw new Inexact("a tool call named twice");
                }
                name = named;
            }
            RawValue piece = RawJson.given(members, argumentsName);
            if (piece != null) {
                arguments.add(piece);
            }
        }

        private Part part() {
            if (!id.isTold() || kind.isEmpty()) {
                throw new Inexact("a tool call without an id or a function");
            }
            Part.Fields call = new Part.Fields().setIfGiven("id", id.part());
            call.set("type", type.partOr(Part.of("function")));
            return call.set(kind, called(kind.equals("custom") ? "input" : "arguments"));
        }

        Part called(String argumentsName) {
            if (name == null) {
                throw new Inexact("a tool call without a name");
            }
            return new Part.Fields().set("name", Part.of(name)).set(argumentsName, arguments);
        }
    }
}
