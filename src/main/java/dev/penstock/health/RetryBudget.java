package dev.penstock.health;

import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps further tries in proportion to first ones, so that trouble at an upstream does not multiply the calls it gets:
 * a share of the first tries of the last 10 s, and a few a second in any case.
 */
final class RetryBudget {
    private static final long SECOND = 1_000_000_000L;
    private static final long QUARTER = SECOND / 4;

    private final Ground ground;
    private final Ring firsts = new Ring(SECOND, 10);
    private final Ring retries = new Ring(SECOND, 10);
    /** A second and the quarter that has begun. */
    private final Ring lately = new Ring(QUARTER, 5);

    RetryBudget(Ground ground) {
        this.ground = ground;
    }

    void first() {
        firsts.add(ground.now(), false);
    }

    boolean take(LongAdder taken, LongAdder refused) {
        long now = ground.now();
        boolean mayTry = takeOf(now);
        (mayTry ? taken : refused).increment();
        return mayTry;
    }

    private boolean takeOf(long now) {
        var settings = ground.settings().retries();
        long share = (firsts.all(now) * (long) settings.percent() + 99) / 100;
        if (retries.addBelow(now, share)) {
            lately.add(now, false);
            return true;
        }
        if (lately.addBelow(now, settings.least())) {
            retries.add(now, false);
            return true;
        }
        return false;
    }
}
