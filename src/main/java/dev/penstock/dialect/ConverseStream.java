package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Converse body as its ConverseStream (docs.aws.amazon.com/bedrock): text and reasoning begin without a start. */
final class ConverseStream {
    private static final Set<String> BODY = Set.of(
            "output",
            "stopReason",
            "additionalModelResponseFields",
            "usage",
            "metrics",
            "trace",
            "performanceConfig",
            "serviceTier");

    private final StreamText out;

    private ConverseStream(StreamText out) {
        this.out = out;
    }

    static void write(RawValue document, StreamText out) {
        Map<String, RawValue> body = RawJson.members(document, BODY);
        Map<String, RawValue> output = RawJson.members(RawJson.needed(body, "output"), Set.of("message"));
        Map<String, RawValue> message = RawJson.members(RawJson.needed(output, "message"), Set.of("role", "content"));
        RawJson.needed(body, "usage");
        ConverseStream stream = new ConverseStream(out);
        out.event("messageStart", new Part.Fields().set("role", Part.of(RawJson.needed(message, "role"))));
        List<RawValue> blocks = RawJson.elements(RawJson.needed(message, "content"));
        for (int index = 0; index < blocks.size(); index++) {
            stream.block(index, RawJson.members(blocks.get(index)));
        }
        Part.Fields stop = new Part.Fields().set("stopReason", Part.of(RawJson.needed(body, "stopReason")));
        RawValue additional = body.get("additionalModelResponseFields");
        if (additional != null) {
            stop.set("additionalModelResponseFields", Part.of(additional));
        }
        out.event("messageStop", stop);
        Part.Fields metadata = Part.Fields.of(body).without("output").without("stopReason");
        out.event("metadata", metadata.without("additionalModelResponseFields"));
    }

    private void block(int index, Map<String, RawValue> block) {
        if (block.size() != 1) {
            throw new Inexact("a block with more than its content");
        }
        String kind = block.keySet().iterator().next();
        RawValue value = RawJson.needed(block, kind);
        switch (kind) {
            case "text" -> delta(index, new Part.Fields().set("text", text(value)));
            case "toolUse" -> tool(index, RawJson.members(value));
            case "reasoningContent" -> reasoning(index, RawJson.members(value));
            default -> throw new Inexact("a block we cannot cut: " + RawJson.shown(kind));
        }
        out.event("contentBlockStop", at(index));
    }

    private void tool(int index, Map<String, RawValue> use) {
        RawValue input = RawJson.needed(use, "input");
        if (!input.isObject()) {
            throw new Inexact("an input that is no object");
        }
        Part.Fields begun = Part.Fields.of(use).without("input");
        out.event("contentBlockStart", at(index).set("start", new Part.Fields().set("toolUse", begun)));
        Part.Fields piece = new Part.Fields().set("input", RawJson.isEmpty(input) ? "" : input.written());
        delta(index, new Part.Fields().set("toolUse", piece));
    }

    private void reasoning(int index, Map<String, RawValue> reasoning) {
        if (reasoning.size() != 1) {
            throw new Inexact("a reasoning of two kinds");
        }
        RawValue redacted = reasoning.get("redactedContent");
        if (redacted != null) {
            reasoned(index, "redactedContent", redacted);
            return;
        }
        Map<String, RawValue> told =
                RawJson.members(RawJson.needed(reasoning, "reasoningText"), Set.of("text", "signature"));
        reasoned(index, "text", RawJson.needed(told, "text"));
        RawValue signature = told.get("signature");
        if (signature != null) {
            reasoned(index, "signature", signature);
        }
    }

    private void reasoned(int index, String name, RawValue value) {
        delta(index, new Part.Fields().set("reasoningContent", new Part.Fields().set(name, text(value))));
    }

    private static Part text(RawValue value) {
        if (!RawJson.isText(value)) {
            throw new Inexact("a text that is none");
        }
        return Part.of(value);
    }

    private void delta(int index, Part delta) {
        out.event("contentBlockDelta", at(index).set("delta", delta));
    }

    private static Part.Fields at(int index) {
        return new Part.Fields().set("contentBlockIndex", index);
    }
}
