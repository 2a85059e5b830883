package dev.penstock.stream;

import dev.penstock.call.Failure;
import java.util.Optional;

/**
 * Unpacks one body as its bytes arrive, within bounds. Owned by one call, used by one thread; must be closed, because it
 * holds native memory. Serves request bodies as well.
 */
public sealed interface AnswerDecoder extends AutoCloseable permits BoundedDecoder {
    static AnswerDecoder of(ContentCoding.Codec codec, Bounds bounds) {
        return switch (codec) {
            case GZIP -> new GzipDecoder(bounds);
            case DEFLATE -> new DeflateDecoder(bounds);
            case ZSTD -> new ZstdDecoder(bounds);
        };
    }

    /** Takes the next packed bytes; unpacked ones go out at once. A failure is final. */
    Optional<Failure> feed(byte[] bytes, int from, int length, Unpacked out);

    /** The packed bytes have ended: broken if they ended inside. No bytes at all are an empty body. */
    Optional<Failure> end();

    @Override
    void close();

    /** Takes unpacked bytes; the array is the receiver's. */
    @FunctionalInterface
    interface Unpacked {
        void bytes(byte[] bytes);
    }

    /**
     * How much may come out.
     *
     * @param maxBytes the most unpacked bytes
     * @param maxRatio the most unpacked bytes per packed one
     * @param ratioFrom from how many unpacked bytes on the ratio counts
     */
    record Bounds(long maxBytes, long maxRatio, long ratioFrom) {
        private static final long MEGABYTE = 1 << 20;

        /** For a body that is held whole. */
        public static final Bounds WHOLE = new Bounds(32 * MEGABYTE, Long.MAX_VALUE, Long.MAX_VALUE);
        /** For a stream, which may run long but packs no better than text. */
        public static final Bounds STREAM = new Bounds(Long.MAX_VALUE, 100, MEGABYTE);

        public Bounds {
            if (maxBytes < 1 || maxRatio < 1 || ratioFrom < 0) {
                throw new IllegalArgumentException("A bound must be positive");
            }
        }
    }
}
