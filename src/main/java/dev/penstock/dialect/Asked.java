package dev.penstock.dialect;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request's body asks, as far as we decide on it.
 *
 * @param includeUsage what the client said of stream_options.include_usage
 * @param maxOutput the most output tokens the client allows
 * @param splice where include_usage can be put, and how
 */
public record Asked(
        Optional<String> model,
        boolean stream,
        Optional<Boolean> includeUsage,
        OptionalLong maxOutput,
        Optional<Splice> splice) {

    public static final Asked NOTHING =
            new Asked(Optional.empty(), false, Optional.empty(), OptionalLong.empty(), Optional.empty());

    /** Bytes put at an offset, in place of as many as {@code replaced}. */
    public record Splice(int offset, int replaced, String text) {}
}
