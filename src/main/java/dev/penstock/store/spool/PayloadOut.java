package dev.penstock.store.spool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the values of a row into one growing buffer: zigzag varints, texts of one or two bytes a character. */
public final class PayloadOut {
    /** A longer text is cut and marked: accounting must not depend on what a client puts into a header. */
    static final int LONGEST_TEXT = 1 << 20;

    private static final int KEPT = 64 << 10;

    private byte[] bytes = new byte[4 << 10];
    private int size;

    /** Begins a new payload, with room before it. */
    public void start(int room) {
        if (bytes.length > KEPT) {
            bytes = new byte[KEPT];
        }
        size = room;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return size;
    }

    public void raw(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    void flag(boolean value) {
        raw(value ? 1 : 0);
    }

    public void number(long value) {
        ensure(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void optional(@Nullable Long value) {
        flag(value != null);
        if (value != null) {
            number(value);
        }
    }

    void optional(@Nullable String text) {
        flag(text != null);
        if (text != null) {
            text(text);
        }
    }

    /** Length doubled, plus one where each character takes two bytes. Keeps lone surrogates as they are. */
    public void text(String whole) {
        String text = whole.length() <= LONGEST_TEXT ? whole : whole.substring(0, LONGEST_TEXT - 1) + "…";
        int length = text.length();
        ensure(10 + 2 * length);
        int before = size;
        number((long) length << 1);
        if (!narrow(text, length)) {
            size = before;
            number((long) length << 1 | 1);
            wide(text, length);
        }
    }

    private boolean narrow(String text, int length) {
        byte[] to = bytes;
        int at = size;
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            seen |= c;
            to[at + i] = (byte) c;
        }
        size = at + length;
        return seen < 0x100;
    }

    private void wide(String text, int length) {
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            bytes[size++] = (byte) (c >> 8);
            bytes[size++] = (byte) c;
        }
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
