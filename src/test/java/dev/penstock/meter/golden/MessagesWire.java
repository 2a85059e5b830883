package dev.penstock.meter.golden;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Anthropic's Messages. A stream tells its input in message_start and repeats it, with the output, in message_delta;
 * "split": the first usage stands in message_start alone; "delta": all stand in message_delta; "start": all in
 * message_start.
 */
final class MessagesWire implements Wire.Writing {
    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = message(shape);
        body.put("stop_reason", shape.is("refusal") ? "refusal" : "end_turn");
        body.set("content", Tree.of(shape.is("refusal") ? "[]" : "[{'type':'text','text':'Hello'}]"));
        shape.whole().ifPresent(usage -> body.set("usage", usage));
        return body;
    }

    @Override
    public List<byte[]> events(Shape shape) {
        List<JsonNode> told = shape.told();
        Frames frames = new Frames(shape);
        ObjectNode message = message(shape);
        if (!told.isEmpty() && !shape.is("delta")) {
            message.set("usage", shape.is("split") || shape.is("start") ? told.getFirst() : begun(told.getFirst()));
        }
        ObjectNode start = Tree.object().put("type", "message_start");
        start.set("message", message);
        frames.named(start);
        if (!shape.is("refusal")) {
            frames.named(Tree.of("{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}"));
            frames.named(Tree.of("{'type':'ping'}"));
            frames.named(
                    Tree.of("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hello'}}"));
            frames.named(Tree.of("{'type':'content_block_stop','index':0}"));
        }
        List<JsonNode> later = shape.is("start") ? List.of() : shape.is("split") ? told.subList(1, told.size()) : told;
        for (JsonNode usage : later) {
            ObjectNode delta = delta(shape);
            delta.set("usage", usage);
            frames.named(delta);
        }
        if (later.isEmpty()) {
            frames.named(delta(shape));
        }
        frames.named(Tree.of("{'type':'message_stop'}"));
        return frames.list();
    }

    /** What message_start says of output: a token. */
    private static JsonNode begun(JsonNode usage) {
        return usage instanceof ObjectNode object && object.has("output_tokens")
                ? object.deepCopy().put("output_tokens", 1)
                : usage;
    }

    private static ObjectNode delta(Shape shape) {
        ObjectNode delta = Tree.object().put("type", "message_delta");
        delta.putObject("delta").put("stop_reason", shape.is("refusal") ? "refusal" : "end_turn");
        return delta;
    }

    private static ObjectNode message(Shape shape) {
        ObjectNode message = Tree.object()
                .put("id", "msg_1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", shape.answered());
        message.putArray("content");
        message.putNull("stop_reason");
        return Tree.with(message, shape.extra());
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return "v1/messages";
    }
}
