package dev.penstock.attempt;

import dev.penstock.call.GatewaySettings.Retries.Backoff;
import java.time.Duration;

/**
 * How often one target is tried, and how long is waited before each further try.
 *
 * @param attempts tries in all, the first included
 * @param replaysUnclear whether what may have been worked on is sent again
 * @param longestAsked the longest an upstream can make a call wait
 */
public record RetryRules(int attempts, Duration delay, Backoff backoff, boolean replaysUnclear, Duration longestAsked) {
    private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int MOST_DOUBLINGS = 16;

    /**
     * The wait before a further try: somewhere between nothing and the full delay, so that calls which failed together do
     * not come back together.
     *
     * @param tries made so far, at least 1
     * @param draw 0 to 1
     */
    Duration wait(int tries, double draw) {
        long full = switch (backoff) {
            case CONSTANT -> delay.toNanos();
            case LINEAR -> delay.toNanos() * tries;
            case EXPONENTIAL -> delay.toNanos() << Math.min(MOST_DOUBLINGS, tries - 1);
        };
        return Duration.ofNanos((long) (Math.min(LONGEST_NANOS, full) * draw));
    }
}
