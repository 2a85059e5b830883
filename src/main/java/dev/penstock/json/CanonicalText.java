package dev.penstock.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Values written one behind the other so that none can be taken for another: {@code s}, a length and the text; a number
 * and {@code ;}; {@code t f n}; a container in its brackets. What is longer than 255 bytes is replaced by a letter and
 * its digest, so that what an object moves when it is sorted stays small, however deep it stands.
 */
final class CanonicalText {
    private static final int DIGEST_BYTES = 32;
    private static final int LONGEST = 255;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final MessageDigest sha;
    private byte[] bytes;
    private byte[] spare = {};
    private int size;

    CanonicalText(int room) {
        this.bytes = new byte[room];
        try {
            this.sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Of all that is written. */
    byte[] digest() {
        sha.update(bytes, 0, size);
        return sha.digest();
    }

    void mark(byte letter) {
        room(1);
        bytes[size++] = letter;
    }

    void number(byte[] json, int from, int to) {
        room(to - from + 1);
        System.arraycopy(json, from, bytes, size, to - from);
        size += to - from;
        bytes[size++] = ';';
    }

    /** A text that stands in the document as it is meant. */
    void plain(byte[] json, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            sha.update(json, from, length);
            room(1 + DIGEST_BYTES);
            finish(size, 'S');
            return;
        }
        room(2 + length);
        bytes[size] = 's';
        bytes[size + 1] = (byte) length;
        System.arraycopy(json, from, bytes, size + 2, length);
        size += 2 + length;
    }

    /** A text with escapes; half a surrogate pair becomes three bytes that no valid UTF-8 has. */
    void escaped(byte[] json, int from, int to) {
        room(Math.max(2 + to - from, 1 + DIGEST_BYTES));
        int start = size;
        size += 2;
        int at = from;
        while (at < to) {
            int escape = nextEscape(json, at, to);
            System.arraycopy(json, at, bytes, size, escape - at);
            size += escape - at;
            at = escape < to ? unescape(json, escape + 1, to) : to;
        }
        int length = size - start - 2;
        if (length > LONGEST) {
            sha.update(bytes, start + 2, length);
            finish(start, 'S');
            return;
        }
        bytes[start] = 's';
        bytes[start + 1] = (byte) length;
    }

    /** Puts a digest in the place of what is long since {@code start}. */
    void shorten(int start, char letter) {
        if (size - start > LONGEST) {
            replace(start, letter);
        }
    }

    /** Puts a digest in the place of all since {@code start}. */
    byte[] replace(int start, char letter) {
        sha.update(bytes, start, size - start);
        room(1 + DIGEST_BYTES);
        finish(start, letter);
        return Arrays.copyOfRange(bytes, start + 1, size);
    }

    /** Orders by the text of two names, which begin at these places. */
    int compare(int one, int oneTo, int other, int otherTo) {
        return Arrays.compareUnsigned(bytes, text(one), oneTo, bytes, text(other), otherTo);
    }

    /** Writes what stands since {@code start} anew: the parts from one place to another, in their order here. */
    void reorder(int start, int[] from, int[] to) {
        if (spare.length < size - start) {
            spare = new byte[Math.max(size - start, 1024)];
        }
        int at = 0;
        for (int i = 0; i < from.length; i++) {
            int length = to[i] - from[i];
            System.arraycopy(bytes, from[i], spare, at, length);
            at += length;
        }
        System.arraycopy(spare, 0, bytes, start, at);
    }

    private int text(int at) {
        return bytes[at] == 's' ? at + 2 : at + 1;
    }

    private void finish(int start, char letter) {
        try {
            bytes[start] = (byte) letter;
            sha.digest(bytes, start + 1, DIGEST_BYTES);
            size = start + 1 + DIGEST_BYTES;
        } catch (DigestException e) {
            throw new IllegalStateException("A SHA-256 has 32 bytes", e);
        }
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, size + (size >> 1)));
        }
    }

    /** Writes what the escape means whose letter stands at {@code at}; gives the place behind it. */
    private int unescape(byte[] json, int at, int to) {
        byte letter = json[at];
        if (letter != 'u') {
            bytes[size++] = meant(letter);
            return at + 1;
        }
        int unit = unit(json, at + 1);
        int behind = at + 5;
        if (Character.isHighSurrogate((char) unit)
                && to - behind >= 6
                && json[behind] == '\\'
                && json[behind + 1] == 'u') {
            int low = unit(json, behind + 2);
            if (Character.isLowSurrogate((char) low)) {
                utf8(Character.toCodePoint((char) unit, (char) low));
                return behind + 6;
            }
        }
        utf8(unit);
        return behind;
    }

    private void utf8(int point) {
        if (point < 0x80) {
            bytes[size++] = (byte) point;
            return;
        }
        int tails = point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3;
        int lead = (0xFF00 >> (tails + 1)) & 0xFF;
        bytes[size++] = (byte) (lead | (point >> (6 * tails)));
        for (int shift = 6 * (tails - 1); shift >= 0; shift -= 6) {
            bytes[size++] = (byte) (0x80 | ((point >> shift) & 0x3F));
        }
    }

    private static int unit(byte[] json, int at) {
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            unit = (unit << 4) | Character.digit(json[i], 16);
        }
        return unit;
    }

    private static byte meant(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    /** The next backslash, eight bytes at a time; {@code to} where there is none. */
    private static int nextEscape(byte[] json, int from, int to) {
        int at = from;
        while (at + 8 <= to) {
            long slash = (long) LONGS.get(json, at) ^ ('\\' * ONES);
            long flags = (slash - ONES) & ~slash & HIGH_BITS;
            if (flags != 0) {
                return at + (Long.numberOfTrailingZeros(flags) >> 3);
            }
            at += 8;
        }
        while (at < to && json[at] != '\\') {
            at++;
        }
        return at;
    }
}
