package dev.penstock.app;

import dev.penstock.ledger.MemoryCounters;
import dev.penstock.record.metrics.CallMetrics;

/** What the limits hold, as gauges. */
final class LimitGauges {
    private LimitGauges() {}

    static void register(CallMetrics metrics, MemoryCounters counters) {
        metrics.gauge(
                "penstock_limit_buckets",
                "Buckets limits count in",
                () -> counters.totals().buckets());
        metrics.gauge(
                "penstock_limit_reservations_open",
                "Amounts held for calls under way",
                () -> counters.totals().open());
        metrics.gauge(
                "penstock_limit_reserved_nano_usd",
                "Money held for calls under way, in billionths of a US dollar",
                () -> counters.totals().heldNano());
    }
}
