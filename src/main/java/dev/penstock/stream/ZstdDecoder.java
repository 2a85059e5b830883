package dev.penstock.stream;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** zstd (RFC 8878), one frame or several, with the window of 8 MB at most that RFC 9659 sets for content-encoding. */
final class ZstdDecoder extends BoundedDecoder {
    private static final int WINDOW_LOG = 23;

    private final Fed fed = new Fed();
    private final ZstdInputStreamNoFinalizer frames;

    ZstdDecoder(Bounds bounds) {
        super(bounds);
        try {
            frames = new ZstdInputStreamNoFinalizer(fed).setContinuous(true).setLongMax(WINDOW_LOG);
        } catch (IOException e) {
            throw new UncheckedIOException("The zstd library does not start", e);
        }
    }

    @Override
    String name() {
        return "zstd";
    }

    @Override
    void decode(byte[] bytes, int from, int length, Unpacked out) {
        fed.offer(bytes, from, length);
        try {
            int unpacked;
            while (!failed() && (unpacked = frames.read(piece, 0, piece.length)) > 0) {
                emit(unpacked, out);
            }
        } catch (ZstdIOException e) {
            failed(e);
        } catch (IOException ignored) {
            broken("is corrupt");
        }
    }

    private void failed(ZstdIOException e) {
        if (e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            unusable("The zstd body needs a window of more than 8 MB");
        } else {
            broken("is corrupt");
        }
    }

    /** Asks the library as at the end of a file: there it throws inside a frame. */
    @Override
    boolean mayEnd() {
        try {
            return frames.setContinuous(false).read(piece, 0, piece.length) < 0;
        } catch (IOException ignored) {
            return false;
        }
    }

    @Override
    void release() {
        try {
            frames.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The zstd library does not close", e);
        }
    }

    /** What was fed and not read yet; at its end until more is offered. */
    private static final class Fed extends InputStream {
        private byte[] bytes = new byte[0];
        private int at;
        private int end;

        void offer(byte[] more, int from, int length) {
            bytes = more;
            at = from;
            end = from + length;
        }

        @Override
        public int available() {
            return end - at;
        }

        @Override
        public int read() {
            return at < end ? bytes[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int count = Math.min(length, end - at);
            if (count == 0) {
                return -1;
            }
            System.arraycopy(bytes, at, into, from, count);
            at += count;
            return count;
        }
    }
}
