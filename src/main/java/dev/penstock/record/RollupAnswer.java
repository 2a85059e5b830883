package dev.penstock.record;

import java.util.List;

/** What a query for sums finds. */
public sealed interface RollupAnswer {
    /**
     * The groups.
     *
     * @param found how many there were before the limit
     * @param total the sums over all of them, those beyond the limit included
     */
    record Groups(List<RollupGroup> groups, int found, Measures total) implements RollupAnswer {
        public Groups {
            groups = List.copyOf(groups);
        }
    }

    /** More than {@link RollupQuery#MOST_GROUPS} groups: ask for fewer. */
    record TooMany() implements RollupAnswer {}
}
