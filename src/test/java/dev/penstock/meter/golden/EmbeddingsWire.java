package dev.penstock.meter.golden;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's embeddings, never streamed. */
final class EmbeddingsWire implements Wire.Writing {
    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body =
                Tree.object("{'object':'list','data':[{'object':'embedding','index':0,'embedding':[0.1,-0.2]}]}");
        body.put("model", shape.answered());
        shape.whole().ifPresent(usage -> body.set("usage", usage));
        return Tree.with(body, shape.extra());
    }

    @Override
    public List<byte[]> events(Shape shape) {
        return List.of();
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return shape.provider().equals("mistral") ? "v1/embeddings" : "embeddings";
    }
}
