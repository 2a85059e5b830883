package dev.penstock.meter.golden;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's images: a stream of partial images ends in one completed event with the usage. */
final class ImagesWire implements Wire.Writing {
    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = Tree.object("{'created':1763800000,'data':[{'b64_json':'aGk='}]}");
        shape.whole().ifPresent(usage -> body.set("usage", usage));
        return Tree.with(body, shape.extra());
    }

    @Override
    public List<byte[]> events(Shape shape) {
        Frames frames = new Frames(shape);
        frames.named(Tree.of("{'type':'image_generation.partial_image','b64_json':'aGk=','partial_image_index':0}"));
        ObjectNode last = Tree.object("{'type':'image_generation.completed','b64_json':'aGk='}");
        shape.whole().ifPresent(usage -> last.set("usage", usage));
        frames.named(last);
        return frames.list();
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return "images/generations";
    }
}
