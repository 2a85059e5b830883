package dev.penstock.record;

import java.util.List;

/**
 * The calls of one span of time that have the same names.
 *
 * @param start the epoch millisecond the span begins with
 * @param names one for each dimension asked for
 */
public record RollupGroup(long start, List<String> names, Measures measures) {
    public RollupGroup {
        names = List.copyOf(names);
    }
}
