package dev.penstock.meter.golden;

import dev.penstock.testkit.Bytes;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Server-sent events being written, with the line ends and the blanks the row asks for. */
final class Frames {
    private final Shape shape;
    private final List<byte[]> events = new ArrayList<>();

    Frames(Shape shape) {
        this.shape = shape;
    }

    void data(JsonNode tree) {
        data("", Tree.text(tree));
    }

    /** An event with its type as its name. */
    void named(JsonNode tree) {
        data(tree.path("type").asString(""), Tree.text(tree));
    }

    void data(String name, String data) {
        String colon = shape.is("no-blank") ? ":" : ": ";
        String comment = shape.is("comments") ? ": PROCESSING\n\n" : "";
        String event = name.isEmpty() ? "" : "event" + colon + name + "\n";
        String text = comment + event + "data" + colon + data + "\n\n";
        events.add(Bytes.of(shape.is("crlf") ? text.replace("\n", "\r\n") : text));
    }

    List<byte[]> list() {
        return List.copyOf(events);
    }
}
