package dev.penstock.meter.golden;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Cohere's embed, never streamed: the usage stands in meta. */
final class EmbedWire implements Wire.Writing {
    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = Tree.object("{'id':'1','texts':['a'],'embeddings':{'float':[[0.1,-0.2]]}}");
        shape.whole().ifPresent(usage -> body.set("meta", usage));
        return Tree.with(body, shape.extra());
    }

    @Override
    public List<byte[]> events(Shape shape) {
        return List.of();
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return "v2/embed";
    }
}
