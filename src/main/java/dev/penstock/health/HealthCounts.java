package dev.penstock.health;

import dev.penstock.health.LaneState.Standing;
import java.util.Map;

/**
 * How many lanes stand how.
 *
 * @param inFlight calls open at all targets
 */
public record HealthCounts(Map<Standing, Integer> targets, Map<Standing, Integer> keys, int inFlight) {
    public HealthCounts {
        targets = Map.copyOf(targets);
        keys = Map.copyOf(keys);
    }
}
