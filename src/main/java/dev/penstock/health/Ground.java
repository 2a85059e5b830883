package dev.penstock.health;

import dev.penstock.call.HealthSettings;
import java.util.function.LongSupplier;

/** What all lanes and upstreams of one book stand on: its clock, which begins at 0, and the settings now in force. */
final class Ground {
    private final LongSupplier nanos;
    private final long beginning;
    private volatile HealthSettings settings;

    Ground(LongSupplier nanos, HealthSettings settings) {
        this.nanos = nanos;
        this.beginning = nanos.getAsLong();
        this.settings = settings;
    }

    long now() {
        return nanos.getAsLong() - beginning;
    }

    HealthSettings settings() {
        return settings;
    }

    void take(HealthSettings next) {
        settings = next;
    }
}
