package dev.penstock.record.metrics;

import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Folds rows into metrics. Labels are gateways, providers, outcomes, status classes and failure classes: sets the
 * operator or the code bounds, never the caller. Models are not a label, because callers name them.
 */
public final class CallMetrics {
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests;
    private final Counter attempts;
    private final Counter refusals;
    private final Histogram firstByte;
    private final Histogram duration;
    private final Counter tokens;
    private final Counter cost;
    private final Counter unpriced;
    private final Counter broken;
    private final Counter reused;
    private final Counter saved;
    private final Counter savedTokens;
    private final Gauge streams;
    private final Gauge calls;

    public CallMetrics() {
        requests = counter("penstock_requests", "Calls that ended", "gateway", "provider", "outcome", "status");
        attempts = counter("penstock_attempts", "Attempts at providers", "provider", "status", "failure");
        refusals = counter("penstock_refusals", "Calls refused before a gateway was known or a token valid", "status");
        firstByte = histogram("penstock_first_byte_seconds", "Time to the first byte of an answer");
        duration = histogram("penstock_request_duration_seconds", "Time from the first byte read to the last written");
        tokens = counter("penstock_tokens", "Tokens by kind", "gateway", "provider", "kind");
        cost = counter("penstock_cost_usd", "What delivered answers cost, in US dollars", "gateway", "provider");
        unpriced = counter("penstock_cost_unknown", "Answers whose price is not known", "gateway", "provider");
        reused = counter(
                "penstock_reused_calls",
                "Calls answered without a call of their own to a provider",
                "gateway",
                "provider",
                "kind");
        saved = counter(
                "penstock_saved_usd",
                "What reused answers would have cost, in US dollars",
                "gateway",
                "provider",
                "kind");
        savedTokens = counter(
                "penstock_saved_tokens", "Tokens reused answers would have used", "gateway", "provider", "direction");
        broken = counter("penstock_rows_broken", "Rows whose amounts do not add up");
        streams = Gauge.builder()
                .name("penstock_streams_open")
                .help("Streams being carried")
                .register(registry);
        calls = Gauge.builder()
                .name("penstock_calls_open")
                .help("Calls begun and not ended")
                .register(registry);
    }

    /** All metrics, for whoever answers with them. */
    public Exposing exposing() {
        return new Exposing(registry);
    }

    /** Shows a value that something else keeps. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /** Shows values that something else keeps for each provider; whoever keeps them bounds how many. */
    public void gauges(String name, String help, Supplier<Map<String, Long>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("provider")
                .callback(callback -> values.get().forEach((provider, value) -> callback.call(value, provider)))
                .register(registry);
    }

    /** The same for what only grows. */
    public void counters(String name, String help, Supplier<Map<String, Long>> values) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("provider")
                .callback(callback -> values.get().forEach((provider, value) -> callback.call(value, provider)))
                .register(registry);
    }

    public void callBegan() {
        calls.inc();
    }

    public void callEnded() {
        calls.dec();
    }

    public void streamBegan() {
        streams.inc();
    }

    public void streamEnded() {
        streams.dec();
    }

    /** A call refused before it belonged to a gateway: it has no row. */
    public void refused(int status) {
        refusals.labelValues(Integer.toString(status)).inc();
    }

    /** A row that does not add up: a defect of ours, which its receipt explains. */
    public void broken() {
        broken.inc();
    }

    public void ended(CallRow row) {
        String gateway = row.scope().gateway();
        String outcome = row.outcome().name().toLowerCase(Locale.ROOT);
        requests.labelValues(gateway, row.provider(), outcome, statusClass(row.status()))
                .inc();
        row.tries().forEach(this::attempted);
        duration.labelValues(row.provider()).observe(row.durationMicros() / 1e6);
        Long first = row.firstByteMicros();
        if (first != null) {
            firstByte.labelValues(row.provider()).observe(first / 1e6);
        }
        used(gateway, row.provider(), row.usage());
        if (row.reuse() != null) {
            reused(gateway, row.provider(), row.reuse());
        }
        Long nano = row.costNano();
        if (nano == null) {
            unpriced.labelValues(gateway, row.provider()).inc();
        } else if (nano > 0) {
            cost.labelValues(gateway, row.provider()).inc(nano / 1e9);
        }
    }

    private void attempted(AttemptRow attempt) {
        String failure = attempt.failure();
        attempts.labelValues(attempt.provider(), statusClass(attempt.status()), failure == null ? "none" : failure)
                .inc();
    }

    private void reused(String gateway, String provider, Reuse reuse) {
        String kind = reuse.kind().name().toLowerCase(Locale.ROOT);
        reused.labelValues(gateway, provider, kind).inc();
        Long nano = reuse.savedNano();
        if (nano != null && nano > 0) {
            saved.labelValues(gateway, provider, kind).inc(nano / 1e9);
        }
        if (reuse.tokensIn() > 0) {
            savedTokens.labelValues(gateway, provider, "in").inc(reuse.tokensIn());
        }
        if (reuse.tokensOut() > 0) {
            savedTokens.labelValues(gateway, provider, "out").inc(reuse.tokensOut());
        }
    }

    private void used(String gateway, String provider, Usage usage) {
        add(gateway, provider, "input", usage.input());
        add(gateway, provider, "cache_read", usage.cacheRead());
        add(gateway, provider, "cache_write", usage.cacheWrite5m());
        add(gateway, provider, "cache_write_1h", usage.cacheWrite1h());
        add(gateway, provider, "output", usage.output());
        add(gateway, provider, "reasoning", usage.outputReasoning());
    }

    private void add(String gateway, String provider, String kind, @org.jspecify.annotations.Nullable Long count) {
        if (count != null && count > 0) {
            tokens.labelValues(gateway, provider, kind).inc(count);
        }
    }

    private static String statusClass(int status) {
        return status == 0 ? "none" : status / 100 + "xx";
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private Histogram histogram(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames("provider")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }
}
