package dev.penstock.testkit;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Content encodings, flushed at every piece so that the borders of events survive. */
public enum Encoding {
    GZIP,
    DEFLATE,
    ZSTD,
    /** A valid brotli stream whose blocks are stored, not compressed. */
    BR;

    /** As Content-Encoding names it. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    public byte[] encode(byte[] bytes) {
        return Bytes.join(encode(List.of(bytes)));
    }

    /** Encodes a stream; each piece of the result ends where a piece of the source ended. */
    public List<byte[]> encode(List<byte[]> pieces) {
        try {
            return this == BR ? brotli(pieces) : flushed(pieces);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private List<byte[]> flushed(List<byte[]> pieces) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        List<byte[]> encoded = new ArrayList<>();
        try (OutputStream encoder = encoder(sink)) {
            for (byte[] piece : pieces) {
                encoder.write(piece);
                encoder.flush();
                encoded.add(sink.toByteArray());
                sink.reset();
            }
        }
        if (sink.size() > 0) {
            encoded.add(sink.toByteArray());
        }
        return encoded;
    }

    private OutputStream encoder(OutputStream sink) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPOutputStream(sink, 8192, true);
            case DEFLATE -> new DeflaterOutputStream(sink, true);
            case ZSTD -> new ZstdOutputStream(sink, 3);
            case BR -> throw new IllegalStateException("Brotli has no encoder stream here");
        };
    }

    /** RFC 7932 section 9.2: a window-size bit, then stored meta-blocks of at most 65,536 bytes, then an empty last one. */
    private static List<byte[]> brotli(List<byte[]> pieces) {
        List<byte[]> encoded = new ArrayList<>();
        boolean first = true;
        for (byte[] piece : pieces) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            for (int at = 0; at < piece.length; at += 65_536) {
                int length = Math.min(65_536, piece.length - at);
                // Bits from the least: [WBITS 0 once] ISLAST 0, MNIBBLES 00, MLEN-1 in 16 bits, ISUNCOMPRESSED 1.
                int header = ((length - 1) << 3 | 1 << 19) << (first ? 1 : 0);
                first = false;
                block.write(header);
                block.write(header >> 8);
                block.write(header >> 16);
                block.write(piece, at, length);
            }
            encoded.add(block.toByteArray());
        }
        // ISLAST 1, ISLASTEMPTY 1; an empty stream still needs its window-size bit.
        encoded.add(new byte[] {(byte) (first ? 0x06 : 0x03)});
        return encoded;
    }
}
