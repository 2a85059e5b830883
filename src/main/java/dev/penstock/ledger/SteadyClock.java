package dev.penstock.ledger;

import dev.penstock.call.Moment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Reads the time of a decision. The steady part starts at the wall's time and then follows the monotonic clock alone. */
public final class SteadyClock {
    private static final long NANOS = 1_000_000_000L;

    private final InstantSource wall;
    private final LongSupplier ticks;
    private final long start;

    /**
     * Starts now.
     *
     * @param wall may jump, forwards and back
     * @param ticks nanoseconds that never go back, as System.nanoTime() gives them
     */
    public SteadyClock(InstantSource wall, LongSupplier ticks) {
        this.wall = wall;
        this.ticks = ticks;
        Instant now = wall.instant();
        this.start = now.getEpochSecond() * NANOS + now.getNano() - ticks.getAsLong();
    }

    public Moment now() {
        return new Moment(start + ticks.getAsLong(), wall.instant());
    }
}
