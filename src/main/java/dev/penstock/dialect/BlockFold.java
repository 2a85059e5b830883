package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One content block of a Messages stream: what content_block_start said, and what each kind of delta adds to it. */
final class BlockFold {
    private final Part.Fields block;
    private final Map<String, RawValue> start;
    private final Map<String, Part.Joined> texts = new LinkedHashMap<>();
    private final Part.Items citations = new Part.Items();
    private final Set<String> said = new HashSet<>();
    private final StringBuilder input = new StringBuilder();

    BlockFold(Map<String, RawValue> start) {
        this.start = start;
        block = Part.Fields.of(start);
    }

    void delta(RawValue delta) {
        Map<String, RawValue> members = RawJson.members(delta);
        String type = RawJson.text(members, "type");
        switch (type) {
            case "text_delta" -> text("text", only(members, "text"));
            case "thinking_delta" -> text("thinking", only(members, "thinking"));
            case "signature_delta" -> once("signature", only(members, "signature"));
            case "compaction_delta" -> once("content", only(members, "content"));
            case "citations_delta" -> citations.add(Part.of(only(members, "citation")));
            case "input_json_delta" -> input(only(members, "partial_json"));
            default -> throw new Inexact("a delta we cannot fold: " + RawJson.shown(type));
        }
    }

    private static RawValue only(Map<String, RawValue> members, String name) {
        if (members.size() != 2) {
            throw new Inexact("a delta with a field more or less");
        }
        return RawJson.needed(members, name);
    }

    private void text(String name, RawValue piece) {
        texts.computeIfAbsent(name, made -> begun(name)).add(piece);
    }

    private Part.Joined begun(String name) {
        Part.Joined joined = new Part.Joined();
        joined.add(RawJson.needed(start, name));
        return joined;
    }

    private void once(String name, RawValue value) {
        RawValue before = start.get(name);
        if (!said.add(name) || (before != null && !RawJson.isEmpty(before))) {
            throw new Inexact("a " + name + " said twice");
        }
        block.set(name, Part.of(value));
    }

    private void input(RawValue piece) {
        input.append(piece.text().orElseThrow(() -> new Inexact("a delta that is no text")));
    }

    Part part() {
        texts.forEach(block::set);
        if (citations.size() > 0) {
            citations();
        }
        if (!input.isEmpty()) {
            block.set("input", Part.of(input()));
        }
        return block;
    }

    private void citations() {
        RawValue before = RawJson.given(start, "citations");
        Part.Items all = new Part.Items();
        if (before != null) {
            all.addAll(before);
        }
        block.set("citations", all.addAll(citations));
    }

    /** A call without arguments is told as one empty piece, and its start said {} already. */
    private RawValue input() {
        RawValue before = start.get("input");
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(input)) {
            throw new Inexact("an input with half a character");
        }
        RawValue whole = RawValue.parse(input.toString().getBytes(StandardCharsets.UTF_8));
        if (!whole.isObject() || before == null || !RawJson.isEmpty(before)) {
            throw new Inexact("an input told twice, or that is no object");
        }
        return whole;
    }
}
