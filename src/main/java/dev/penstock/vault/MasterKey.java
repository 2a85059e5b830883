package dev.penstock.vault;

import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A master key: wraps data keys and is told apart by an id. Keeps what is derived of its material, not the material. */
public final class MasterKey {
    static final int KEY_BYTES = 32;
    static final int ID_BYTES = 8;

    private final String id;
    private final byte[] idBytes;
    private final SecretKey wrapping;

    private MasterKey(byte[] idBytes, SecretKey wrapping) {
        this.id = HexFormat.of().formatHex(idBytes);
        this.idBytes = idBytes;
        this.wrapping = wrapping;
    }

    /** From 32 bytes whose strength was looked at; see {@link KeyReading}. */
    static MasterKey of(byte[] material) {
        return new MasterKey(
                Derived.bytes(material, "penstock master key id 1", ID_BYTES),
                new SecretKeySpec(Derived.bytes(material, "penstock data key wrapping 1", KEY_BYTES), "AES"));
    }

    /** 16 hexadecimal digits, which tell nothing of the key and may be shown. */
    public String id() {
        return id;
    }

    byte[] idBytes() {
        return idBytes.clone();
    }

    SecretKey wrapping() {
        return wrapping;
    }

    @Override
    public String toString() {
        return "master key " + id;
    }
}
