package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A message as its stream (docs.anthropic.com, "Streaming Messages"): message_start with the input's usage, each block
 * begun, filled and ended, message_delta with the reason to stop and the cumulative usage, message_stop.
 */
final class MessagesStream {
    /** Of the message, told at its end only. */
    private static final Set<String> ENDING = Set.of("stop_reason", "stop_sequence", "stop_details");

    /** Of the usage, told at the message's end only. */
    private static final Set<String> LATE_COUNTS = Set.of("output_tokens_details", "server_tool_use", "iterations");

    /** Of the usage, told at both ends. */
    private static final List<String> COUNTS =
            List.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens");

    private final StreamText out;

    private MessagesStream(StreamText out) {
        this.out = out;
    }

    static void write(RawValue document, StreamText out) {
        Map<String, RawValue> message = RawJson.members(document);
        if (!RawJson.text(message, "type").equals("message")
                || RawJson.text(message, "stop_reason").isEmpty()) {
            throw new Inexact("no message that stopped");
        }
        Map<String, RawValue> usage = RawJson.members(RawJson.needed(message, "usage"));
        MessagesStream stream = new MessagesStream(out);
        stream.start(message, usage);
        List<RawValue> blocks = RawJson.elements(RawJson.needed(message, "content"));
        for (int index = 0; index < blocks.size(); index++) {
            stream.block(index, RawJson.members(blocks.get(index)));
        }
        stream.delta(message, usage);
        stream.event("message_stop", new Part.Fields());
    }

    private void start(Map<String, RawValue> message, Map<String, RawValue> usage) {
        Part.Fields begun = Part.Fields.of(message).without("container").without("context_management");
        ENDING.stream().filter(message::containsKey).forEach(name -> begun.set(name, Part.nothing()));
        Part.Fields counts = Part.Fields.of(usage);
        LATE_COUNTS.forEach(counts::without);
        // Of the output only the first token is there when a message begins.
        boolean none = RawJson.needed(usage, "output_tokens").written().equals("0");
        counts.set("output_tokens", none ? 0 : 1);
        begun.set("content", new Part.Items()).set("usage", counts);
        event("message_start", new Part.Fields().set("message", begun));
    }

    private void block(int index, Map<String, RawValue> block) {
        Part.Fields begun = Part.Fields.of(block);
        String type = RawJson.text(block, "type");
        switch (type) {
            case "text" -> text(index, begun, block);
            case "thinking" -> thinking(index, begun, block);
            case "tool_use", "server_tool_use", "mcp_tool_use" -> tool(index, begun, block);
            // Told by a delta of which one form is documented, and no start.
            case "compaction" -> throw new Inexact("a compaction");
            default -> begin(index, begun);
        }
        event("content_block_stop", new Part.Fields().set("index", index));
    }

    private void text(int index, Part.Fields begun, Map<String, RawValue> block) {
        RawValue citations = RawJson.given(block, "citations");
        if (citations != null) {
            begun.set("citations", new Part.Items());
        }
        begin(index, begun.set("text", ""));
        if (citations != null) {
            for (RawValue citation : RawJson.elements(citations)) {
                delta(index, "citations_delta", "citation", Part.of(citation));
            }
        }
        piece(index, "text_delta", "text", block);
    }

    private void thinking(int index, Part.Fields begun, Map<String, RawValue> block) {
        begin(index, begun.set("thinking", "").set("signature", ""));
        piece(index, "thinking_delta", "thinking", block);
        piece(index, "signature_delta", "signature", block);
    }

    private void tool(int index, Part.Fields begun, Map<String, RawValue> block) {
        RawValue input = RawJson.needed(block, "input");
        if (!input.isObject()) {
            throw new Inexact("an input that is no object");
        }
        begin(index, begun.set("input", new Part.Fields()));
        delta(index, "input_json_delta", "partial_json", Part.of(""));
        if (!RawJson.isEmpty(input)) {
            delta(index, "input_json_delta", "partial_json", Part.of(input.written()));
        }
    }

    private void begin(int index, Part block) {
        event("content_block_start", new Part.Fields().set("index", index).set("content_block", block));
    }

    /** A text in one delta; an empty one needs none. */
    private void piece(int index, String type, String name, Map<String, RawValue> block) {
        RawValue text = RawJson.needed(block, name);
        if (!RawJson.isText(text)) {
            throw new Inexact("a " + name + " that is no text");
        }
        if (!RawJson.isEmptyText(text)) {
            delta(index, type, name, Part.of(text));
        }
    }

    private void delta(int index, String type, String name, Part value) {
        Part.Fields delta = new Part.Fields().set("type", type).set(name, value);
        event("content_block_delta", new Part.Fields().set("index", index).set("delta", delta));
    }

    private void delta(Map<String, RawValue> message, Map<String, RawValue> usage) {
        Part.Fields ending = new Part.Fields();
        for (String name : List.of("stop_reason", "stop_sequence", "stop_details", "container")) {
            RawValue value = message.get(name);
            ending.setIfGiven(name, value == null ? null : Part.of(value));
        }
        Part.Fields counts = new Part.Fields();
        usage.forEach((name, value) -> {
            if (COUNTS.contains(name) || LATE_COUNTS.contains(name)) {
                counts.set(name, Part.of(value));
            }
        });
        Part.Fields event = new Part.Fields().set("delta", ending).set("usage", counts);
        RawValue management = message.get("context_management");
        event("message_delta", event.setIfGiven("context_management", management == null ? null : Part.of(management)));
    }

    private void event(String type, Part.Fields fields) {
        out.event(type, new Part.Fields().set("type", type).setAll(fields));
    }
}
