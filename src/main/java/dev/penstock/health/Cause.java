package dev.penstock.health;

import dev.penstock.call.HealthSettings;
import dev.penstock.call.HealthSettings.Cooling;
import java.time.Duration;

/** Why a lane is left alone. */
enum Cause {
    /** It fails: it comes back by probes, and then slowly. */
    FAILING,
    /** Its key is asked too often: when its time is up, it takes calls again. */
    THROTTLED,
    /** Nothing is left on its key: a probe finds out. */
    EXHAUSTED,
    /** Its key is not taken: a probe finds out. */
    REJECTED;

    /** How long, the so many-th time in a row. */
    long nanos(HealthSettings settings, int times) {
        Cooling cooling = settings.cooling();
        return switch (this) {
            case FAILING ->
                doubled(settings.breaker().open(), times, settings.breaker().longestOpen());
            case THROTTLED -> doubled(cooling.throttled(), times, cooling.longestThrottled());
            case EXHAUSTED -> doubled(cooling.exhausted(), times, cooling.longest());
            case REJECTED -> doubled(cooling.rejected(), times, cooling.longest());
        };
    }

    /** How many good answers bring it back. */
    int needed(HealthSettings settings) {
        return this == FAILING ? settings.breaker().probes() : 1;
    }

    boolean asksForProbes() {
        return this != THROTTLED;
    }

    private static long doubled(Duration first, int times, Duration longest) {
        long nanos = first.toNanos();
        for (int i = 1; i < times && nanos < longest.toNanos(); i++) {
            nanos *= 2;
        }
        return Math.max(first.toNanos(), Math.min(nanos, longest.toNanos()));
    }
}
