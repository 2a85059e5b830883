package dev.penstock.dialect;

import java.util.Arrays;

/** Finds places in the bytes of one event. */
final class Bytes {
    private Bytes() {}

    /** Where the wanted bytes begin, or {@code to}. */
    static int find(byte[] wanted, byte[] bytes, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (bytes[at] == wanted[0] && bytes[at + 1] == wanted[1] && startsWith(wanted, bytes, at, to)) {
                return at;
            }
        }
        return to;
    }

    static boolean startsWith(byte[] wanted, byte[] bytes, int from, int to) {
        return to - from >= wanted.length && Arrays.equals(wanted, 0, wanted.length, bytes, from, from + wanted.length);
    }

    static int afterMark(byte[] bytes, int from, int to) {
        return startsWith(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, bytes, from, to) ? from + 3 : from;
    }

    /** The beginning of the line that holds a place, behind a byte order mark. */
    static int lineStart(byte[] bytes, int from, int place) {
        int at = place;
        while (at > from && !isBreak(bytes[at - 1])) {
            at--;
        }
        return at == from ? afterMark(bytes, from, place) : at;
    }

    static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !isBreak(bytes[at])) {
            at++;
        }
        return at;
    }

    static int afterBreak(byte[] bytes, int lineEnd, int to) {
        boolean isPair = lineEnd + 1 < to && bytes[lineEnd] == '\r' && bytes[lineEnd + 1] == '\n';
        return lineEnd + (isPair ? 2 : 1);
    }

    /** The place of the last byte before that is no blank. */
    static int inkBefore(byte[] bytes, int place) {
        int at = place - 1;
        while (isBlank(bytes[at])) {
            at--;
        }
        return at;
    }

    /** The place of the first byte from here on that is no blank. */
    static int inkFrom(byte[] bytes, int place) {
        int at = place;
        while (isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBreak(byte one) {
        return one == '\n' || one == '\r';
    }

    private static boolean isBlank(byte one) {
        return one == ' ' || one == '\t';
    }
}
