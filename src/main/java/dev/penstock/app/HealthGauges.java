package dev.penstock.app;

import dev.penstock.health.HealthBook;
import dev.penstock.health.ProviderHealth;
import dev.penstock.record.metrics.CallMetrics;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** How providers are, as metrics; the book bounds how many are told by name. */
final class HealthGauges {
    private HealthGauges() {}

    static void register(CallMetrics metrics, HealthBook book) {
        metrics.gauges(
                "penstock_upstream_calls_open", "Calls open at a provider", each(book, ProviderHealth::inFlight));
        metrics.gauges(
                "penstock_upstream_calls_limit",
                "Calls that may be open at a provider now",
                each(book, ProviderHealth::limit));
        metrics.gauges(
                "penstock_upstream_targets_benched",
                "Targets that are left alone because they fail",
                each(book, ProviderHealth::open));
        metrics.counters(
                "penstock_upstream_ejections",
                "How often a target or a key was benched",
                each(book, ProviderHealth::ejections));
        metrics.counters("penstock_upstream_retries", "Further tries made", each(book, ProviderHealth::retries));
        metrics.counters(
                "penstock_upstream_retries_refused",
                "Further tries the budget of retries did not allow",
                each(book, ProviderHealth::retriesRefused));
        metrics.counters(
                "penstock_upstream_turned_away",
                "Calls that found no place among those open",
                each(book, ProviderHealth::turnedAway));
    }

    private static Supplier<Map<String, Long>> each(HealthBook book, ToLongFunction<ProviderHealth> value) {
        return () -> book.providers().stream().collect(Collectors.toMap(ProviderHealth::provider, value::applyAsLong));
    }
}
