package dev.penstock.health;

import dev.penstock.call.HealthSettings;
import java.util.List;
import java.util.function.LongSupplier;

/** How well all targets, keys and upstreams are; one for the process. */
public final class HealthBook {
    private final Balancer balancer = new Balancer();

    public HealthBook(LongSupplier nanos, HealthSettings settings) {}

    public Lane target(String account, String provider, String origin, String model) {
        return new Lane();
    }

    public Lane key(String account, String gateway, String provider, String credential) {
        return new Lane();
    }

    public Upstream upstream(String origin) {
        return new Upstream();
    }

    public Balancer balancer() {
        return balancer;
    }

    public void take(HealthSettings settings) {}

    public void sweep() {}

    public List<LaneState> states() {
        return List.of();
    }
}
