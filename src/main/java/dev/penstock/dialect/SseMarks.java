package dev.penstock.dialect;

import java.nio.charset.StandardCharsets;

/** What can be told of data by its first bytes. */
final class SseMarks {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private SseMarks() {}

    /** Whether the data is OpenAI's terminal marker, blanks around it allowed. */
    static boolean isDone(byte[] data, int from, int length) {
        int start = firstInk(data, from, from + length);
        int end = from + length;
        while (end > start && isBlank(data[end - 1])) {
            end--;
        }
        if (end - start != DONE.length) {
            return false;
        }
        for (int i = 0; i < DONE.length; i++) {
            if (data[start + i] != DONE[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean beginsAsJson(byte[] data) {
        int at = firstInk(data, 0, data.length);
        return at < data.length && (data[at] == '{' || data[at] == '[');
    }

    private static int firstInk(byte[] data, int from, int end) {
        int at = from;
        while (at < end && isBlank(data[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }
}
