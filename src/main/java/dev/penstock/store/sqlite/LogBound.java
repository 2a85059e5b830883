package dev.penstock.store.sqlite;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much a gateway keeps.
 *
 * @param most how many rows; empty is any number
 * @param deletesOldest what gives way beyond that: the oldest rows, or else new ones
 * @param age how long a row is kept; empty is for ever
 */
public record LogBound(OptionalLong most, boolean deletesOldest, Optional<Duration> age) {
    public static final LogBound NONE = new LogBound(OptionalLong.empty(), false, Optional.empty());

    /** Whether a gateway with so many rows takes no more. */
    boolean isFull(long rows) {
        return !deletesOldest && most.isPresent() && rows >= most.getAsLong();
    }

    /** How many of so many rows must go; a few too many are let be, so that rows go in bites. */
    long excess(long rows) {
        if (!deletesOldest || most.isEmpty()) {
            return 0;
        }
        long excess = rows - most.getAsLong();
        return excess > most.getAsLong() / 50 ? excess : 0;
    }
}
