package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a Gemini candidate in their order. Neighbours that are text and nothing else are one text, thoughts apart
 * from answers. A part with a signature stays what it is (ai.google.dev, "Thought signatures": never merge one with
 * another part).
 */
final class GeminiParts {
    private static final Set<String> PLAIN = Set.of("text", "thought");

    private final Part.Items parts = new Part.Items();
    private Part.@Nullable Joined text;
    private @Nullable RawValue blank;
    private boolean thoughts;
    private boolean told;

    void take(RawValue part) {
        told = true;
        Map<String, RawValue> members = RawJson.members(part);
        RawValue call = members.get("functionCall");
        if (call != null) {
            refusePieces(RawJson.members(call));
        }
        RawValue piece = members.get("text");
        if (piece == null || !PLAIN.containsAll(members.keySet())) {
            text = null;
            parts.add(Part.of(part));
            return;
        }
        // Many a stream ends with an empty text beside the reason to finish; a body has none.
        if (RawJson.isEmptyText(piece) && members.size() == 1) {
            blank = part;
            return;
        }
        boolean thought = members.containsKey("thought")
                && RawJson.needed(members, "thought").written().equals("true");
        if (text == null || thought != thoughts) {
            text = new Part.Joined();
            thoughts = thought;
            Part.Fields made = new Part.Fields().set("text", text);
            parts.add(members.containsKey("thought") ? made.set("thought", thought) : made);
        }
        text.add(piece);
    }

    /** Arguments that come value by value (Vertex, streamFunctionCallArguments) have no place in a body. */
    private static void refusePieces(Map<String, RawValue> call) {
        if (call.containsKey("partialArgs") || call.containsKey("willContinue") || !call.containsKey("name")) {
            throw new Inexact("a call in pieces");
        }
    }

    @Nullable
    Part part() {
        if (parts.size() == 0 && blank != null) {
            return new Part.Items().add(Part.of(blank));
        }
        return told ? parts : null;
    }
}
