package dev.penstock.cache;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The key of a call in each form its answer may be kept in. */
public final class AskedKey {
    private final byte[] base;
    private final String form;
    private final Supplier<byte[]> fingerprinting;
    private byte @Nullable [] fingerprint;

    /** @param fingerprinting reckons the fingerprint; most calls never need it */
    AskedKey(byte[] base, String form, Supplier<byte[]> fingerprinting) {
        this.base = base;
        this.form = form;
        this.fingerprinting = fingerprinting;
    }

    /** Where the first answer in the form that was asked for is kept. */
    public CacheKey key() {
        return key(form, 0);
    }

    /**
     * Where an answer to the same call in some form is kept.
     *
     * @param variant counts from 0
     */
    public CacheKey key(String form, int variant) {
        return CacheKey.of(new KeyParts("penstock-form-1")
                .add('b', base)
                .add('f', form)
                .add('n', variant)
                .digest());
    }

    /** How the answer was asked for. */
    public String form() {
        return form;
    }

    /** The parts of the key, each hashed on its own. */
    public byte[] fingerprint() {
        byte[] known = fingerprint;
        if (known == null) {
            known = fingerprinting.get();
            fingerprint = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "AskedKey[" + key() + "]";
    }
}
