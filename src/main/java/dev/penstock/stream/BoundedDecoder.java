package dev.penstock.stream;

import dev.penstock.call.Failure;
import java.util.Arrays;
import java.util.Optional;

/** Counts what goes in and out of one codec, and stops it at its bounds. */
abstract sealed class BoundedDecoder implements AnswerDecoder permits GzipDecoder, DeflateDecoder, ZstdDecoder {
    private static final int PIECE = 16 << 10;

    /** Where a codec unpacks to; what comes out is copied, so that it can be sent while this is filled again. */
    final byte[] piece = new byte[PIECE];

    private final Bounds bounds;
    private Optional<Failure> failure = Optional.empty();
    private long packed;
    private long unpacked;
    private boolean closed;

    BoundedDecoder(Bounds bounds) {
        this.bounds = bounds;
    }

    /** The codec's name, for messages. */
    abstract String name();

    /** Unpacks what was fed, by {@link #emit}, until it is used up or {@link #failed()}. */
    abstract void decode(byte[] bytes, int from, int length, Unpacked out);

    /** Whether packed data could end here. */
    abstract boolean mayEnd();

    /** Frees what is not on the heap; called once. */
    abstract void release();

    @Override
    public final Optional<Failure> feed(byte[] bytes, int from, int length, Unpacked out) {
        if (failure.isEmpty() && length > 0) {
            packed += length;
            decode(bytes, from, length, out);
        }
        return failure;
    }

    @Override
    public final Optional<Failure> end() {
        if (failure.isEmpty() && packed > 0 && !mayEnd()) {
            broken("ended in the middle");
        }
        return failure;
    }

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            if (failure.isEmpty()) {
                broken("was closed");
            }
            release();
        }
    }

    final boolean failed() {
        return failure.isPresent();
    }

    final void broken(String how) {
        failure = Optional.of(new Failure.Broken("The " + name() + " data " + how));
    }

    final void unusable(String what) {
        failure = Optional.of(new Failure.Unusable(what));
    }

    /** Hands out the first bytes of the piece. */
    final void emit(int length, Unpacked out) {
        unpacked += length;
        if (unpacked > bounds.maxBytes()) {
            unusable("The " + name() + " body unpacks to more than " + bounds.maxBytes() + " bytes");
        } else if (unpacked > bounds.ratioFrom() && unpacked / bounds.maxRatio() > packed) {
            unusable("The " + name() + " body unpacks to more than " + bounds.maxRatio() + " times its size");
        } else if (length > 0) {
            out.bytes(Arrays.copyOf(piece, length));
        }
    }
}
