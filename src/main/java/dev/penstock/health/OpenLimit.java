package dev.penstock.health;

import dev.penstock.call.HealthSettings.Concurrency;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many calls may be open at an upstream. It begins at the most; when answers take more than twice as long to begin
 * as they used to, or the upstream says that it has too much to do, it comes down step by step from what is really open,
 * and goes up again when that is over. After the gradient of Netflix's concurrency-limits.
 */
final class OpenLimit {
    private static final long SECOND = 1_000_000_000L;
    private static final long STEP = SECOND / 5;
    /** How many steps of growth may be made up for after silence: enough for the whole way up. */
    private static final long MOST_STEPS = 75;

    private static final double GROWTH = 1.1;
    private static final double FORGOTTEN = 0.99;
    private static final double TOLERANCE = 2;
    private static final double OVERLOADED_SHARE = 0.05;
    private static final int UNKNOWN_MOST = 10_000;

    private final Ground ground;
    private final AtomicInteger open = new AtomicInteger();
    private final Average lately = new Average(SECOND);
    private final Average usually = new Average(30 * SECOND);
    private final AtomicLong lastStep = new AtomicLong();
    /** Calls that left in this step in the upper half, those of them that met overload in the lower. */
    private final AtomicLong left = new AtomicLong();
    /** The most open in this step; two writers at once may lose one, which the next one mends. */
    private volatile int peak;

    private volatile double limit = Double.MAX_VALUE;

    /** So many were open lately while all was well: slowness alone never turns calls away below that. */
    private volatile double borne;

    OpenLimit(Ground ground) {
        this.ground = ground;
    }

    boolean tryEnter() {
        int now = open.incrementAndGet();
        if (now > limit()) {
            open.decrementAndGet();
            return false;
        }
        if (now > peak) {
            peak = now;
        }
        return true;
    }

    void left(long firstByteNanos, boolean overloaded) {
        open.decrementAndGet();
        if (!ground.settings().concurrency().adaptive()) {
            return;
        }
        long now = ground.now();
        left.addAndGet((1L << 32) + (overloaded ? 1 : 0));
        if (firstByteNanos > 0) {
            heard(now, firstByteNanos);
        }
        long last = lastStep.get();
        if (now - last >= STEP && lastStep.compareAndSet(last, now)) {
            step(Math.min(MOST_STEPS, (now - last) / STEP));
        }
    }

    private void heard(long now, long firstByteNanos) {
        lately.add(now, (double) firstByteNanos);
        // What has become quick again is soon the usual, so that the next slowness is seen.
        boolean quicker = firstByteNanos < usually.value() / TOLERANCE;
        usually.add(now, (double) firstByteNanos, quicker ? 5.0 * SECOND : 30.0 * SECOND);
    }

    /** One thread at a time: who set the time of the step. */
    private void step(long steps) {
        long ended = left.getAndSet(0);
        int highest = peak;
        peak = open.get();
        Concurrency settings = ground.settings().concurrency();
        double all = Math.max(1, ended >>> 32);
        double share = (ended & 0xFFFF_FFFFL) / all;
        double now = Math.min(limit, most(settings));
        double slow = slow();
        double overload = share < OVERLOADED_SHARE ? 1 : 1 - 0.3 * share;
        if (slow == 1 && overload == 1) {
            borne = Math.max(highest, borne * Math.pow(FORGOTTEN, (double) steps));
            limit = Math.min(most(settings), now * Math.pow(GROWTH, (double) steps));
        } else if (highest * 2 >= settings.least()) {
            double floor = overload == 1 ? Math.max(settings.least(), borne) : settings.least();
            limit = Math.max(floor, Math.min(now, highest * 2.0) * slow * overload);
        }
    }

    /** By how much slowness brings it down; 1 where there is none. */
    private double slow() {
        double ratio = lately.value() == 0 ? 1 : TOLERANCE * usually.value() / lately.value();
        return 0.8 + 0.2 * Math.clamp(ratio, 0.5, 1);
    }

    int open() {
        return open.get();
    }

    int limit() {
        Concurrency settings = ground.settings().concurrency();
        int most = most(settings);
        return settings.adaptive() ? (int) Math.min(most, limit) : most;
    }

    private static int most(Concurrency settings) {
        return Math.max(settings.least(), settings.most().orElse(UNKNOWN_MOST));
    }
}
