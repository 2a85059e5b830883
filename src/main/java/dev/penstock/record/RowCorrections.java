package dev.penstock.record;

import java.io.IOException;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/** Replaces rows that are kept by corrected ones, sums included. Blocks until they are stored: not for event loops. */
public interface RowCorrections {
    /** The days that have rows, in days since 1970 in UTC, each with the number of its last row. */
    NavigableMap<Long, Long> days() throws IOException;

    /**
     * Looks at the rows of a day whose numbers are above {@code after} and up to {@code upTo}, those that only count
     * included, and replaces each for which there is another; all of them or, after an exception, none. What people said
     * of a row stays, and its bodies do.
     *
     * @param correction given a row as it was written, without its bodies; empty leaves it. The thread that stores runs it,
     *     so it must be quick
     */
    void correct(long day, long after, long upTo, Function<CallRow, Optional<CallRow>> correction) throws IOException;
}
