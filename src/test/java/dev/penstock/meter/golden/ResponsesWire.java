package dev.penstock.meter.golden;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's Responses: the last usage comes in the terminal event, earlier ones in events of progress. */
final class ResponsesWire implements Wire.Writing {
    private static final String MESSAGE =
            "[{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Hello'}]}]";

    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = response(shape, status(shape));
        body.set("output", Tree.of(MESSAGE));
        shape.whole().ifPresent(usage -> body.set("usage", usage));
        return Tree.with(body, shape.extra());
    }

    @Override
    public List<byte[]> events(Shape shape) {
        Frames frames = new Frames(shape);
        frames.named(event("response.created", response(shape, "in_progress").putNull("usage")));
        for (int i = 0; i + 1 < shape.told().size(); i++) {
            ObjectNode response = response(shape, "in_progress");
            response.set("usage", shape.told().get(i));
            frames.named(event("response.in_progress", response));
        }
        frames.named(Tree.object("{'type':'response.output_text.delta','output_index':0,'delta':'Hello'}"));
        ObjectNode last = response(shape, status(shape));
        last.set("output", Tree.of(MESSAGE));
        if (!shape.told().isEmpty()) {
            last.set("usage", shape.told().getLast());
        }
        frames.named(event("response." + status(shape), Tree.with(last, shape.extra())));
        return frames.list();
    }

    private static String status(Shape shape) {
        return shape.is("incomplete") ? "incomplete" : shape.is("failed") ? "failed" : "completed";
    }

    private static ObjectNode event(String type, ObjectNode response) {
        ObjectNode event = Tree.object().put("type", type);
        event.set("response", response);
        return event;
    }

    private static ObjectNode response(Shape shape, String status) {
        ObjectNode response = Tree.object()
                .put("id", "resp_1")
                .put("object", "response")
                .put("status", status)
                .put("model", shape.answered());
        response.put("service_tier", status.equals("in_progress") ? "auto" : "default");
        response.putArray("output");
        return response;
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return "responses";
    }
}
