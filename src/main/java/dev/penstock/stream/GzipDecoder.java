package dev.penstock.stream;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** gzip (RFC 1952): one or several members, each with its header, checksum and length; zero bytes after the last pass. */
final class GzipDecoder extends BoundedDecoder {
    private static final int TRAILER = 8;

    /** Which part of a member comes next. */
    private enum Part {
        HEADER,
        BODY,
        TRAILER,
        BETWEEN
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private GzipHeader header = new GzipHeader();
    private Part part = Part.HEADER;
    private long size;
    private long trailer;
    private int trailerBytes;

    GzipDecoder(Bounds bounds) {
        super(bounds);
    }

    @Override
    String name() {
        return "gzip";
    }

    @Override
    boolean mayEnd() {
        return part == Part.BETWEEN;
    }

    @Override
    void release() {
        inflater.end();
    }

    @Override
    void decode(byte[] bytes, int from, int length, Unpacked out) {
        int end = from + length;
        int at = from;
        while (at < end && !failed()) {
            at = switch (part) {
                case HEADER -> header(bytes, at);
                case BODY -> body(bytes, at, end, out);
                case TRAILER -> trailer(bytes, at);
                case BETWEEN -> between(bytes, at);
            };
        }
    }

    private int header(byte[] bytes, int at) {
        switch (header.take(bytes[at])) {
            case MORE -> {}
            case DONE -> part = Part.BODY;
            case BAD -> broken("has no gzip header");
        }
        return at + 1;
    }

    private int body(byte[] bytes, int at, int end, Unpacked out) {
        inflater.setInput(bytes, at, end - at);
        try {
            int length;
            while (!failed() && (length = inflater.inflate(piece)) > 0) {
                crc.update(piece, 0, length);
                size += length;
                emit(length, out);
            }
        } catch (DataFormatException ignored) {
            broken("is corrupt");
            return end;
        }
        if (inflater.finished()) {
            part = Part.TRAILER;
        }
        return end - inflater.getRemaining();
    }

    private int trailer(byte[] bytes, int at) {
        trailer |= (bytes[at] & 0xFFL) << (8 * trailerBytes);
        trailerBytes++;
        if (trailerBytes == TRAILER) {
            if (trailer != (crc.getValue() | ((size & 0xFFFF_FFFFL) << 32))) {
                broken("has a wrong checksum");
            }
            part = Part.BETWEEN;
        }
        return at + 1;
    }

    private int between(byte[] bytes, int at) {
        if (bytes[at] == 0) {
            return at + 1;
        }
        inflater.reset();
        crc.reset();
        header = new GzipHeader();
        size = 0;
        trailer = 0;
        trailerBytes = 0;
        part = Part.HEADER;
        return at;
    }
}
