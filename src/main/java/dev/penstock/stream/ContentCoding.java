package dev.penstock.stream;

import dev.penstock.call.Failure;
import java.util.Locale;

/** What a Content-Encoding header says of a body, as far as we can read it (RFC 9110, 8.4). */
public sealed interface ContentCoding {
    /** The bytes are the body itself. */
    record Identity() implements ContentCoding {}

    /** The bytes are packed by one codec we read. */
    record Packed(Codec codec) implements ContentCoding {}

    /** Packed by something we do not read, or more than once. */
    record Unreadable(Failure.Unusable failure) implements ContentCoding {}

    /** The codecs we read. */
    enum Codec {
        GZIP,
        DEFLATE,
        ZSTD
    }

    /** Reads the header's value; several fields joined by commas are one value, an absent field is "". */
    static ContentCoding of(String contentEncoding) {
        String name = contentEncoding.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity", "none" -> new Identity();
            case "gzip", "x-gzip" -> new Packed(Codec.GZIP);
            case "deflate" -> new Packed(Codec.DEFLATE);
            case "zstd" -> new Packed(Codec.ZSTD);
            default -> new Unreadable(new Failure.Unusable(refusal(name)));
        };
    }

    private static String refusal(String name) {
        String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        String printable = shown.replaceAll("[^\\x21-\\x7e …]", "?");
        return name.contains(",")
                ? "The body is packed more than once (content-encoding: " + printable
                        + "); only one of gzip, deflate, zstd is read"
                : "The body's content-encoding '" + printable + "' is not read; gzip, deflate and zstd are";
    }
}
