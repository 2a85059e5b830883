package dev.penstock.store.index;

import dev.penstock.record.LogFilter.Match;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One condition on the bytes of a text, told for many values at once. */
final class TextCheck {
    private final boolean contains;
    private final byte[][] values;

    /** Whether a text is one of the values or, where the match says so, contains one. */
    TextCheck(Match match, List<String> values) {
        this.contains = match == Match.CONTAINS;
        this.values = values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .map(value -> contains ? lower(value) : value)
                .toArray(byte[][]::new);
    }

    boolean holds(byte[] text, int from, int length) {
        for (byte[] value : values) {
            if (contains ? contains(text, from, length, value) : equals(text, from, length, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equals(byte[] text, int from, int length, byte[] value) {
        return length == value.length && java.util.Arrays.equals(text, from, from + length, value, 0, length);
    }

    /** @param value in lower case */
    private static boolean contains(byte[] text, int from, int length, byte[] value) {
        if (value.length == 0) {
            return true;
        }
        byte first = value[0];
        int last = from + length - value.length;
        for (int at = from; at <= last; at++) {
            if (lower(text[at]) == first && begins(text, at, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean begins(byte[] text, int at, byte[] value) {
        for (int i = 1; i < value.length; i++) {
            if (lower(text[at + i]) != value[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] lower(byte[] text) {
        byte[] lower = text.clone();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = lower(lower[i]);
        }
        return lower;
    }

    private static byte lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + ('a' - 'A')) : letter;
    }
}
