package dev.penstock.store.spool;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PayloadOut} wrote; throws an IndexOutOfBounds or IllegalArgument exception on anything else. */
public final class PayloadIn {
    private final byte[] bytes;
    private int at;

    public PayloadIn(byte[] bytes) {
        this.bytes = bytes;
    }

    public int raw() {
        return bytes[at++];
    }

    public boolean flag() {
        return raw() != 0;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("A number of more than ten bytes");
    }

    public int count(int most) {
        long count = number();
        if (count < 0 || count > most) {
            throw new IllegalArgumentException("A count of " + count);
        }
        return (int) count;
    }

    @Nullable
    Long optionalNumber() {
        return flag() ? number() : null;
    }

    @Nullable
    String optionalText() {
        return flag() ? text() : null;
    }

    public String text() {
        int head = count(2 * PayloadOut.LONGEST_TEXT + 1);
        int length = head >> 1;
        return (head & 1) == 0 ? narrow(length) : wide(length);
    }

    private String narrow(int length) {
        String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
        at += length;
        return text;
    }

    /** Character by character, because the UTF-16 decoder replaces lone surrogates. */
    private String wide(int length) {
        Objects.checkFromIndexSize(at, 2 * length, bytes.length);
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = (char) ((bytes[at++] & 0xFF) << 8 | (bytes[at++] & 0xFF));
        }
        return new String(text);
    }
}
