package dev.penstock.dialect;

import dev.penstock.call.Framing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the events of one stream in its framing. */
final class StreamText {
    private final Framing framing;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int events;

    StreamText(Framing framing) {
        this.framing = framing;
    }

    /** An event without a name. */
    void event(Part json) {
        event("", json);
    }

    void event(String type, Part json) {
        switch (framing) {
            case SSE -> {
                text(type.isEmpty() ? "data: " : "event: " + type + "\ndata: ");
                json.write(out);
                text("\n\n");
            }
            case NDJSON -> {
                json.write(out);
                text("\n");
            }
            case JSON_ARRAY -> {
                text(events == 0 ? "[" : ",\n");
                json.write(out);
            }
            case EVENT_STREAM -> out.writeBytes(EventFrames.event(type, json.bytes()));
            case WHOLE, BYTES -> throw new Inexact("no stream");
        }
        events++;
        Recast.refuseLarge(out.size());
    }

    /** OpenAI's terminal marker. */
    void done() {
        text("data: [DONE]\n\n");
    }

    byte[] bytes() {
        if (framing == Framing.JSON_ARRAY) {
            text(events == 0 ? "[]" : "]\n");
        }
        return out.toByteArray();
    }

    private void text(String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.UTF_8));
    }
}
