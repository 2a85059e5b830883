package dev.penstock.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-256 over parts, each with its kind and behind its length, so that no two lists of parts are written alike. */
final class KeyParts {
    private final MessageDigest sha;

    /** @param purpose sets digests of different things apart, even of the same parts */
    KeyParts(String purpose) {
        try {
            this.sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
        add('v', purpose);
    }

    KeyParts add(char kind, byte[] part) {
        sha.update(ByteBuffer.allocate(5).put((byte) kind).putInt(part.length).flip());
        sha.update(part);
        return this;
    }

    /** Two bytes a character: as UTF-8, halves of surrogate pairs would all be the same. */
    KeyParts add(char kind, String part) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * part.length());
        bytes.asCharBuffer().put(part);
        return add(kind, bytes.array());
    }

    KeyParts add(char kind, int number) {
        return add(kind, ByteBuffer.allocate(4).putInt(number).array());
    }

    /** Of all parts; begins anew without any. */
    byte[] digest() {
        return sha.digest();
    }
}
