package dev.penstock.meter.golden;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Gemini's embedContent, never streamed. */
final class EmbedContentWire implements Wire.Writing {
    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = Tree.object("{'embedding':{'values':[0.1,-0.2]}}");
        shape.whole().ifPresent(usage -> body.set("usageMetadata", usage));
        return Tree.with(body, shape.extra());
    }

    @Override
    public List<byte[]> events(Shape shape) {
        return List.of();
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return "v1beta/models/" + shape.asked() + ":embedContent";
    }
}
