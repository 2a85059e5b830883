package dev.penstock.record;

import java.util.List;

/** What groups are sorted by. */
public sealed interface RollupOrder {
    boolean descending();

    /** By the beginning of their span. */
    record ByTime(boolean descending) implements RollupOrder {}

    /** By a name they are grouped by. */
    record ByName(RollupDimension dimension, boolean descending) implements RollupOrder {}

    /** By a sum, or several added up. */
    record ByMeasure(List<Measure> measures, boolean descending) implements RollupOrder {
        public ByMeasure {
            measures = List.copyOf(measures);
        }

        public ByMeasure(Measure measure, boolean descending) {
            this(List.of(measure), descending);
        }
    }
}
