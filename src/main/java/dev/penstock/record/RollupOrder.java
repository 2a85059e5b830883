package dev.penstock.record;

/** What groups are sorted by. */
public sealed interface RollupOrder {
    boolean descending();

    /** By the beginning of their span. */
    record ByTime(boolean descending) implements RollupOrder {}

    /** By a name they are grouped by. */
    record ByName(RollupDimension dimension, boolean descending) implements RollupOrder {}

    /** By a sum. */
    record ByMeasure(Measure measure, boolean descending) implements RollupOrder {}
}
