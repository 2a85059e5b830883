package dev.penstock.dialect;

import static dev.penstock.json.JsonString.quoted;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import java.nio.charset.StandardCharsets;

/**
 * The one event that tells a client, in its own dialect, that its stream broke. It is written behind whole events only and
 * nothing follows it: no [DONE], no closing bracket.
 */
public final class ErrorEvents {
    private static final byte[] NOTHING = new byte[0];

    private ErrorEvents() {}

    /** See {@link #of(Dialect, Framing, String, String, long)}, for a stream that delivered nothing yet. */
    public static byte[] of(Dialect dialect, Framing framing, String message, String kind) {
        return of(dialect, framing, message, kind, 0);
    }

    /**
     * The bytes to append; none where the framing has no events.
     *
     * @param kind a short name of what broke, a {@link dev.penstock.call.Failure#label()}
     * @param delivered how many events went before: the Responses API numbers its events from 0, and an array begins with the first
     */
    public static byte[] of(Dialect dialect, Framing framing, String message, String kind, long delivered) {
        ErrorBody body = ErrorBody.of(dialect, message, kind, delivered);
        return switch (framing) {
            case SSE -> sse(body);
            case NDJSON -> utf8(body.json() + "\n");
            case EVENT_STREAM ->
                ExceptionFrame.of("modelStreamErrorException", utf8("{\"message\":" + quoted(message) + "}"));
            // Every byte sent so far ends behind an element, and the opening bracket goes with the first. The array
            // stays
            // open, so that a reader of the whole fails and a reader of elements sees the error.
            case JSON_ARRAY -> utf8((delivered == 0 ? "[" : ",\n") + body.json() + "\n");
            case WHOLE, BYTES -> NOTHING;
        };
    }

    private static byte[] sse(ErrorBody body) {
        String event = body.event().isEmpty() ? "" : "event: " + body.event() + "\n";
        return utf8(event + "data: " + body.json() + "\n\n");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
