package dev.penstock.call;

import java.util.Locale;

/** How an answer's bytes are cut into events. */
public enum Framing {
    /** Server-sent events: blank-line separated. */
    SSE,
    /** One JSON value a line. */
    NDJSON,
    /** AWS event stream: length-prefixed frames with checksums. */
    EVENT_STREAM,
    /** One JSON array delivered element by element (Gemini without alt=sse). */
    JSON_ARRAY,
    /** One JSON body, or a text that may be read whole. */
    WHOLE,
    /** Bytes that pass unread. */
    BYTES;

    /** The framing of an answer by its content type; what was asked decides only where the type does not say. */
    public static Framing of(String contentType, boolean asksForArrayStream) {
        String type = contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("text/event-stream")) {
            return SSE;
        }
        if (type.startsWith("application/vnd.amazon.eventstream")) {
            return EVENT_STREAM;
        }
        if (type.startsWith("application/x-ndjson")
                || type.startsWith("application/stream+json")
                || type.startsWith("application/jsonl")) {
            return NDJSON;
        }
        if (type.contains("json")) {
            return asksForArrayStream ? JSON_ARRAY : WHOLE;
        }
        return type.isEmpty() || type.startsWith("text/") ? WHOLE : BYTES;
    }

    public boolean isStream() {
        return this == SSE || this == NDJSON || this == EVENT_STREAM || this == JSON_ARRAY;
    }
}
