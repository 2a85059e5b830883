package dev.penstock.json;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Behind the sequences of two to four bytes that begin here, one after the other; {@code at} where none does. */
    static int behind(byte[] bytes, int at, int to) {
        int next = at;
        while (next < to && bytes[next] < 0) {
            int length = sequence(bytes, next, to);
            if (length == 0) {
                return next;
            }
            next += length;
        }
        return next;
    }

    /** The length of the sequence that begins here, 0 where none does. */
    private static int sequence(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        if (lead >= 0xE0 && lead <= 0xEF) {
            return isThree(lead, bytes, at, to) ? 3 : 0;
        }
        if (lead >= 0xC2 && lead <= 0xDF) {
            return to - at >= 2 && isTail(bytes[at + 1]) ? 2 : 0;
        }
        return lead >= 0xF0 && lead <= 0xF4 && isFour(lead, bytes, at, to) ? 4 : 0;
    }

    private static boolean isThree(int lead, byte[] bytes, int at, int to) {
        if (to - at < 3 || !isTail(bytes[at + 1]) || !isTail(bytes[at + 2])) {
            return false;
        }
        int second = bytes[at + 1] & 0xFF;
        return (lead != 0xE0 || second >= 0xA0) && (lead != 0xED || second < 0xA0);
    }

    private static boolean isFour(int lead, byte[] bytes, int at, int to) {
        if (to - at < 4 || !isTail(bytes[at + 1]) || !isTail(bytes[at + 2]) || !isTail(bytes[at + 3])) {
            return false;
        }
        int second = bytes[at + 1] & 0xFF;
        return (lead != 0xF0 || second >= 0x90) && (lead != 0xF4 || second < 0x90);
    }

    /** Bytes 0x80 to 0xBF are the lowest of the signed ones. */
    private static boolean isTail(byte one) {
        return one < (byte) 0xC0;
    }
}
