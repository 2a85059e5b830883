package dev.penstock.cache;

/** The key of a call in each form its answer may be kept in. */
public final class AskedKey {
    private final byte[] base;
    private final String form;
    private final byte[] fingerprint;

    AskedKey(byte[] base, String form, byte[] fingerprint) {
        this.base = base;
        this.form = form;
        this.fingerprint = fingerprint;
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
        return fingerprint;
    }

    @Override
    public String toString() {
        return "AskedKey[" + key() + "]";
    }
}
