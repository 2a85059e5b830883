package dev.penstock.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The last few event names of one stream, so that a stream of a thousand deltas makes one string. */
final class NameCache {
    private static final int SIZE = 8;
    private static final int LONGEST = 64;

    private final byte[][] keys = new byte[SIZE][];
    private final String[] names = new String[SIZE];

    NameCache() {
        Arrays.fill(keys, new byte[0]);
        Arrays.fill(names, "");
    }

    String of(byte[] bytes, int from, int length) {
        if (length == 0) {
            return "";
        }
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int slot = (length * 31 + bytes[from + length - 1] + bytes[from + length / 2]) & (SIZE - 1);
        if (!Arrays.equals(keys[slot], 0, keys[slot].length, bytes, from, from + length)) {
            keys[slot] = Arrays.copyOfRange(bytes, from, from + length);
            names[slot] = new String(keys[slot], StandardCharsets.UTF_8);
        }
        return names[slot];
    }
}
