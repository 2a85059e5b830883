package dev.penstock.vault;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sealed secret as it is stored. In order: the format (1 byte, now 1), the id of the master key (8), the nonce (12)
 * and ciphertext with tag (48) of the data key, the nonce (12) and ciphertext with tag (16 and more) of the secret.
 */
public final class Sealed {
    static final byte FORMAT = 1;
    private static final int ID_AT = 1;
    private static final int WRAP_NONCE_AT = ID_AT + MasterKey.ID_BYTES;
    private static final int WRAPPED_AT = WRAP_NONCE_AT + AesGcm.NONCE_BYTES;
    private static final int NONCE_AT = WRAPPED_AT + MasterKey.KEY_BYTES + AesGcm.TAG_BYTES;
    private static final int CONTENT_AT = NONCE_AT + AesGcm.NONCE_BYTES;
    private static final int SHORTEST = CONTENT_AT + AesGcm.TAG_BYTES;

    private final byte[] bytes;

    private Sealed(byte[] bytes) {
        this.bytes = bytes;
    }

    /** As they came from a store; whether they are whole shows when they are opened. */
    public static Sealed of(byte[] bytes) {
        return new Sealed(bytes.clone());
    }

    static Sealed of(byte[] masterKey, Wrapped wrapped, byte[] nonce, byte[] content) {
        return new Sealed(ByteBuffer.allocate(CONTENT_AT + content.length)
                .put(FORMAT)
                .put(masterKey)
                .put(wrapped.nonce)
                .put(wrapped.key)
                .put(nonce)
                .put(content)
                .array());
    }

    /** The data key, sealed under a master key. */
    record Wrapped(byte[] nonce, byte[] key) {}

    /** To be stored. */
    public byte[] bytes() {
        return bytes.clone();
    }

    boolean isWhole() {
        return bytes.length >= SHORTEST && bytes[0] == FORMAT;
    }

    /** The id of the master key it needs; empty where the bytes are too damaged to say. */
    public Optional<String> masterKey() {
        return isWhole() ? Optional.of(HexFormat.of().formatHex(part(ID_AT, WRAP_NONCE_AT))) : Optional.empty();
    }

    Wrapped wrapped() {
        return new Wrapped(part(WRAP_NONCE_AT, WRAPPED_AT), part(WRAPPED_AT, NONCE_AT));
    }

    byte[] nonce() {
        return part(NONCE_AT, CONTENT_AT);
    }

    byte[] content() {
        return part(CONTENT_AT, bytes.length);
    }

    /** The same secret with its data key wrapped anew. */
    Sealed rewrapped(byte[] masterKey, Wrapped wrapped) {
        return of(masterKey, wrapped, nonce(), content());
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sealed same && Arrays.equals(bytes, same.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "sealed under master key " + masterKey().orElse("unknown");
    }
}
