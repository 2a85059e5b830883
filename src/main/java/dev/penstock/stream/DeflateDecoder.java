package dev.penstock.stream;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * deflate: the zlib format (RFC 1950) as RFC 9110 8.4.1.2 means it, or raw deflate (RFC 1951) as some servers send it.
 * The first two bytes tell: a zlib header is a multiple of 31 and names method 8, which no encoder's raw block does.
 */
final class DeflateDecoder extends BoundedDecoder {
    private @Nullable Inflater inflater;
    private byte first;
    private boolean hasFirst;

    DeflateDecoder(Bounds bounds) {
        super(bounds);
    }

    @Override
    String name() {
        return "deflate";
    }

    @Override
    boolean mayEnd() {
        return inflater != null && inflater.finished();
    }

    @Override
    void release() {
        if (inflater != null) {
            inflater.end();
        }
    }

    @Override
    void decode(byte[] bytes, int from, int length, Unpacked out) {
        if (inflater != null) {
            inflate(inflater, bytes, from, length, out);
            return;
        }
        int at = from;
        if (!hasFirst) {
            first = bytes[at++];
            hasFirst = true;
        }
        if (at < from + length) {
            inflater = new Inflater(!isZlib(first, bytes[at]));
            inflate(inflater, new byte[] {first}, 0, 1, out);
            inflate(inflater, bytes, at, from + length - at, out);
        }
    }

    private static boolean isZlib(byte first, byte second) {
        return (first & 0x0F) == 8 && (first & 0xF0) <= 0x70 && (((first & 0xFF) << 8) | (second & 0xFF)) % 31 == 0;
    }

    private void inflate(Inflater into, byte[] bytes, int from, int length, Unpacked out) {
        if (into.finished()) {
            broken("goes on behind its end");
            return;
        }
        into.setInput(bytes, from, length);
        try {
            int unpacked;
            while (!failed() && (unpacked = into.inflate(piece)) > 0) {
                emit(unpacked, out);
            }
        } catch (DataFormatException ignored) {
            broken("is corrupt");
            return;
        }
        if (into.needsDictionary()) {
            broken("needs a dictionary");
        } else if (into.finished() && into.getRemaining() > 0) {
            broken("goes on behind its end");
        }
    }
}
