package dev.penstock.record;

import java.util.Optional;

/** The least and the most of each number over all rows that match, empty where no row has it. */
public record LogExtent(
        Optional<Range> costNano,
        Optional<Range> durationMicros,
        Optional<Range> tokensIn,
        Optional<Range> tokensOut,
        Optional<Range> tokens) {

    /** Both ends belong to it. */
    public record Range(long least, long most) {}
}
