package dev.penstock.meter.golden;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Cohere's v2 chat: the usage comes with message-end; "twice": an earlier one with each of several of them. */
final class CohereWire implements Wire.Writing {
    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = Tree.object(
                "{'id':'1','finish_reason':'COMPLETE','message':{'role':'assistant','content':[{'type':'text','text':'Hello'}]}}");
        shape.whole().ifPresent(usage -> body.set("usage", usage));
        return Tree.with(body, shape.extra());
    }

    @Override
    public List<byte[]> events(Shape shape) {
        Frames frames = new Frames(shape);
        frames.named(
                Tree.of("{'id':'1','type':'message-start','delta':{'message':{'role':'assistant','content':[]}}}"));
        frames.named(Tree.of(
                "{'type':'content-start','index':0,'delta':{'message':{'content':{'type':'text','text':''}}}}"));
        frames.named(Tree.of("{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'Hello'}}}}"));
        frames.named(Tree.of("{'type':'content-end','index':0}"));
        for (JsonNode usage : shape.told()) {
            frames.named(end(usage));
        }
        if (shape.told().isEmpty()) {
            frames.named(Tree.of("{'type':'message-end','delta':{'finish_reason':'COMPLETE'}}"));
        }
        return frames.list();
    }

    private static ObjectNode end(JsonNode usage) {
        ObjectNode end = Tree.object().put("type", "message-end");
        end.putObject("delta").put("finish_reason", "COMPLETE").set("usage", usage);
        return end;
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return "v2/chat";
    }
}
