package dev.penstock.meter.golden;

import dev.penstock.testkit.EventStreamFrames;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Bedrock's Converse: the usage comes in a metadata event, after messageStop; "early": before it. */
final class ConverseWire implements Wire.Writing {
    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = Tree.object("{'output':{'message':{'role':'assistant','content':[{'text':'Hello'}]}},"
                + "'stopReason':'end_turn','metrics':{'latencyMs':551}}");
        shape.whole().ifPresent(usage -> body.set("usage", usage));
        return Tree.with(body, shape.extra());
    }

    @Override
    public List<byte[]> events(Shape shape) {
        List<byte[]> events = new ArrayList<>();
        events.add(event("messageStart", Tree.of("{'role':'assistant','p':'ab'}")));
        events.add(event("contentBlockDelta", Tree.of("{'contentBlockIndex':0,'delta':{'text':'Hello'},'p':'abcd'}")));
        events.add(event("contentBlockStop", Tree.of("{'contentBlockIndex':0,'p':'a'}")));
        List<byte[]> told = new ArrayList<>();
        for (JsonNode usage : shape.told()) {
            ObjectNode metadata = Tree.object("{'metrics':{'latencyMs':551},'p':'abcdefg'}");
            metadata.set("usage", usage);
            told.add(event("metadata", Tree.with(metadata, shape.extra())));
        }
        events.add(event("messageStop", Tree.of("{'stopReason':'end_turn','p':'abc'}")));
        events.addAll(shape.is("early") ? events.size() - 1 : events.size(), told);
        return events;
    }

    private static byte[] event(String type, JsonNode tree) {
        return EventStreamFrames.event(type, Tree.text(tree));
    }

    @Override
    public String path(Shape shape, boolean streams) {
        String model = shape.asked().replace(":", "%3A");
        return "bedrock-runtime/us-east-1/model/" + model + (streams ? "/converse-stream" : "/converse");
    }
}
