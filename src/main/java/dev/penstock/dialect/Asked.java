package dev.penstock.dialect;

import dev.penstock.json.BodyParts;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request's body asks, as far as we decide on it.
 *
 * @param includeUsage what the client said of stream_options.include_usage
 * @param maxOutput the most output tokens the client allows
 * @param choices how many answers are asked for, each of them as long as the maximum; at least 1
 * @param serviceTier the tier it asks to be served by, in the provider's words
 * @param parts what of the body costs tokens in another number than its bytes
 * @param splice where include_usage can be put, and how
 */
public record Asked(
        Optional<String> model,
        boolean stream,
        Optional<Boolean> includeUsage,
        OptionalLong maxOutput,
        long choices,
        Optional<String> serviceTier,
        BodyParts parts,
        Optional<Splice> splice) {

    public static final Asked NOTHING = new Asked(
            Optional.empty(),
            false,
            Optional.empty(),
            OptionalLong.empty(),
            1,
            Optional.empty(),
            BodyParts.NONE,
            Optional.empty());

    /** Bytes put at an offset, in place of as many as {@code replaced}. */
    public record Splice(int offset, int replaced, String text) {}
}
