package dev.penstock.cache;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/** A SHA-256 over all that decides on an answer: who may have it, where it is from and what was asked. */
public record CacheKey(long a, long b, long c, long d) {
    public static final int BYTES = 32;

    /** @param digest of 32 bytes */
    public static CacheKey of(byte[] digest) {
        ByteBuffer longs = ByteBuffer.wrap(digest);
        return new CacheKey(longs.getLong(), longs.getLong(), longs.getLong(), longs.getLong());
    }

    /** Reads what {@link #toString} wrote; empty where it is none. */
    public static Optional<CacheKey> parse(String hex) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            return bytes.length == BYTES ? Optional.of(of(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    @Override
    public int hashCode() {
        // A digest is as good as chance: any part of it spreads well.
        return (int) a;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
