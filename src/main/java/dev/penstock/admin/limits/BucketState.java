package dev.penstock.admin.limits;

import java.time.Duration;

/**
 * How one bucket of a limit stands.
 *
 * @param taken what counts now, in the rule's unit, held and settled together
 * @param held what is held for calls under way
 * @param open how many calls that is
 * @param reset until the window ends, or until the oldest part of a trailing one leaves it
 */
public record BucketState(String key, long taken, long held, int open, Duration reset) {
    static BucketState empty(String key) {
        return new BucketState(key, 0, 0, 0, Duration.ZERO);
    }
}
