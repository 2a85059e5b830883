package dev.penstock.stream;

import java.util.Optional;

/**
 * What one read set free: bytes to send on in one write, and the flaw after them, if one was met. The bytes are the
 * receiver's and are never touched again by the cutter; they may be a part of the array that was fed.
 */
public record Cut(byte[] bytes, int from, int length, Optional<Flaw> flaw) {
    public static final Cut NOTHING = new Cut(new byte[0], 0, 0, Optional.empty());

    /** All of an array. */
    public static Cut of(byte[] bytes) {
        return new Cut(bytes, 0, bytes.length, Optional.empty());
    }

    static Cut flawed(Flaw flaw) {
        return new Cut(NOTHING.bytes, 0, 0, Optional.of(flaw));
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Why no further event can be read from a stream. */
    public sealed interface Flaw {
        /** What happened, for the log; holds no content. */
        String detail();

        /** One event is longer than we hold. */
        record TooLarge(int maxEvent) implements Flaw {
            @Override
            public String detail() {
                return "One event of the stream is larger than " + maxEvent + " bytes";
            }
        }

        /** The bytes break the framing's own rules: a wrong checksum, an impossible length. */
        record Malformed(String detail) implements Flaw {}
    }
}
