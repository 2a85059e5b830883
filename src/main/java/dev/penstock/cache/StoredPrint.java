package dev.penstock.cache;

/** What is known of a kept answer without reading it. */
public record StoredPrint(CacheKey key, byte[] fingerprint, long storedAt, long expiresAt) {
    @Override
    public String toString() {
        return "StoredPrint[" + key + "]";
    }
}
