package dev.penstock.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Time that stands still until a test moves it: a wall clock and a monotonic one. */
public final class SteppedClock implements InstantSource {
    private final AtomicReference<Instant> wall;
    private final AtomicLong ticks = new AtomicLong(1_000_000_000L);

    private SteppedClock(Instant start) {
        wall = new AtomicReference<>(start);
    }

    /** Starts at an ISO-8601 instant, such as 2026-11-22T00:00:00Z. */
    public static SteppedClock at(String start) {
        return new SteppedClock(Instant.parse(start));
    }

    public static SteppedClock at(Instant start) {
        return new SteppedClock(start);
    }

    @Override
    public Instant instant() {
        return wall.get();
    }

    /** Monotonic nanoseconds, as System.nanoTime() gives them. */
    public LongSupplier ticks() {
        return ticks::get;
    }

    /** Time passes: both clocks move. */
    public SteppedClock advance(Duration time) {
        wall.updateAndGet(now -> now.plus(time));
        ticks.addAndGet(time.toNanos());
        return this;
    }

    /** Somebody sets the wall clock, forwards or back; the monotonic one does not move. */
    public SteppedClock jumpTo(Instant time) {
        wall.set(time);
        return this;
    }
}
