package dev.penstock.record;

import java.util.Set;

/**
 * One condition on calls; all conditions of a query must hold.
 *
 * @param wanted whether the dimension must have one of the values, or none of them
 */
public record RollupFilter(RollupDimension dimension, boolean wanted, Set<String> values) {
    public RollupFilter {
        values = Set.copyOf(values);
    }

    public boolean accepts(String value) {
        return values.contains(value) == wanted;
    }
}
