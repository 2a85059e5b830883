package dev.penstock.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what an event-stream frame's headers say it is. */
final class FrameHeaders {
    private static final byte[] EVENT_TYPE = ":event-type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXCEPTION_TYPE = ":exception-type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR_CODE = ":error-code".getBytes(StandardCharsets.US_ASCII);

    private static final int STRING = 7;
    private static final int BAD = -1;

    private final NameCache names = new NameCache();
    private String type = "";

    /** The event type, the exception type or the error code; "" where the frame names none. */
    String type() {
        return type;
    }

    /** Whether the bytes are a whole number of well-formed headers. */
    boolean read(byte[] bytes, int from, int to) {
        type = "";
        int at = from;
        while (at < to) {
            int nameLength = bytes[at] & 0xFF;
            int kindAt = at + 1 + nameLength;
            if (nameLength == 0 || kindAt >= to) {
                return false;
            }
            int valueAt = kindAt + 1;
            int length = valueLength(bytes, kindAt, to);
            if (length == BAD || length > to - valueAt) {
                return false;
            }
            if (bytes[kindAt] == STRING && namesType(bytes, at + 1, kindAt)) {
                type = names.of(bytes, valueAt + 2, length - 2);
            }
            at = valueAt + length;
        }
        return true;
    }

    private static boolean namesType(byte[] bytes, int from, int to) {
        return is(EVENT_TYPE, bytes, from, to)
                || is(EXCEPTION_TYPE, bytes, from, to)
                || is(ERROR_CODE, bytes, from, to);
    }

    private static boolean is(byte[] name, byte[] bytes, int from, int to) {
        return Arrays.equals(name, 0, name.length, bytes, from, to);
    }

    /** How long a value is, its own length bytes included: true, false, byte, short, int, long, bytes, string, time, uuid. */
    private static int valueLength(byte[] bytes, int kindAt, int to) {
        return switch (bytes[kindAt]) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> 2;
            case 4 -> 4;
            case 5, 8 -> 8;
            case 6, STRING ->
                kindAt + 2 < to ? 2 + (((bytes[kindAt + 1] & 0xFF) << 8) | (bytes[kindAt + 2] & 0xFF)) : BAD;
            case 9 -> 16;
            default -> BAD;
        };
    }
}
