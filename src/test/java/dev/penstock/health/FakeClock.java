package dev.penstock.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that stands still until it is stepped; like the real one, it may begin below zero. */
final class FakeClock implements LongSupplier {
    private final AtomicLong now = new AtomicLong(-5_000_000_000L);

    @Override
    public long getAsLong() {
        return now.get();
    }

    void step(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
