package dev.penstock.dialect;

import java.util.Arrays;

/**
 * One event of a kept stream.
 *
 * @param type the name its framing gives it, or ""
 */
record StreamEvent(String type, byte[] data) {
    boolean isDone() {
        return SseMarks.isDone(data, 0, data.length);
    }

    @Override
    public String toString() {
        return "StreamEvent[" + type + ", " + data.length + " bytes]";
    }

    static StreamEvent of(String type, byte[] bytes, int from, int to) {
        return new StreamEvent(type, Arrays.copyOfRange(bytes, from, to));
    }
}
