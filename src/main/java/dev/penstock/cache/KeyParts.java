package dev.penstock.cache;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A SHA-256 over parts, each with its kind and behind its length, so that no two lists of parts are written alike. */
final class KeyParts {
    private static final int USUAL = 512;

    /** Collected and digested at once: many small updates cost more than the digest. */
    private byte[] bytes = new byte[USUAL];

    private int length;

    /** @param purpose sets digests of different things apart, even of the same parts */
    KeyParts(String purpose) {
        add('v', purpose);
    }

    KeyParts add(char kind, byte[] part) {
        begin(kind, part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
        return this;
    }

    /** Two bytes a character: as UTF-8, halves of surrogate pairs would all be the same. */
    KeyParts add(char kind, String part) {
        begin(kind, 2 * part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            bytes[length++] = (byte) (c >>> 8);
            bytes[length++] = (byte) c;
        }
        return this;
    }

    KeyParts add(char kind, int number) {
        begin(kind, Integer.BYTES);
        number(number);
        return this;
    }

    /** Of all parts; begins anew without any. */
    byte[] digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes, 0, length);
            length = 0;
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private void begin(char kind, int size) {
        int needed = length + 1 + Integer.BYTES + size;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        bytes[length++] = (byte) kind;
        number(size);
    }

    private void number(int number) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (number >>> shift);
        }
    }
}
