package dev.penstock.bench;

import dev.penstock.testkit.LoadTarget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** The measurements, in turns, so that what disturbs the machine disturbs all alike. */
final class Measuring {
    private static final int RATE = 2_000;
    private static final int STREAMS = 100;
    private static final int INTERVAL_MILLIS = 20;

    private final Plan plan;
    private final Stand stand;
    private final Scores scores;

    Measuring(Plan plan, Stand stand, Scores scores) {
        this.plan = plan;
        this.stand = stand;
        this.scores = scores;
    }

    void all() {
        if (plan.has("start")) {
            starts();
        }
        if (plan.has("json") || plan.has("kept") || plan.has("rate")) {
            warmUp();
        }
        if (plan.has("json")) {
            saturation();
        }
        if (plan.has("kept")) {
            keptAnswers();
        }
        if (plan.has("rate")) {
            fixedRate();
        }
        if (plan.has("sse")) {
            streamCpu();
        }
        if (plan.has("first")) {
            firstEvents();
        }
        if (plan.has("open")) {
            openStreams(stand.nginx());
            openStreams(stand.gateway());
        }
    }

    private void starts() {
        for (int i = 0; i < plan.starts(); i++) {
            scores.add("start plain s", stand.restart(false).toMillis() / 1000.0);
            if (Stand.hasCache()) {
                scores.add("start with AOT cache s", stand.restart(true).toMillis() / 1000.0);
            }
        }
        stand.restart(true);
    }

    private void warmUp() {
        for (Served served : List.of(stand.nginx(), stand.gateway())) {
            for (long calls = 0; calls < plan.warmUp(); ) {
                calls += Loads.saturate(served.json(), plan.quick() ? 3 : 10);
            }
        }
    }

    private void saturation() {
        for (int round = 0; round < plan.rounds(); round++) {
            for (Served served : List.of(stand.nginx(), stand.gateway())) {
                long before = served.cpuNanos();
                long calls = Loads.saturate(served.json(), plan.seconds());
                scores.add("json cpu us/call " + served.name(), (served.cpuNanos() - before) / 1000.0 / calls);
                scores.add("json calls/s " + served.name(), (double) calls / plan.seconds());
            }
        }
        memory(stand.gateway(), "after saturation");
    }

    /** The same call with and without an answer that is kept: what is spared shows as CPU. */
    private void keptAnswers() {
        Loads.saturate(stand.kept().json(), plan.seconds());
        for (int round = 0; round < plan.rounds(); round++) {
            for (Served served : List.of(stand.gateway(), stand.kept())) {
                long before = served.cpuNanos();
                long calls = Loads.saturate(served.json(), plan.seconds());
                scores.add("hit cpu us/call " + served.name(), (served.cpuNanos() - before) / 1000.0 / calls);
                scores.add("hit calls/s " + served.name(), (double) calls / plan.seconds());
            }
            JsonNode report = Loads.rate(stand.kept().json(), RATE, plan.seconds());
            failures("hit", stand.kept(), report);
            scores.add("hit p50 us kept", report.at("/latency_us/p50").asDouble());
            scores.add("hit p99 us kept", report.at("/latency_us/p99").asDouble());
        }
    }

    private void fixedRate() {
        for (int pair = 0; pair < plan.pairs(); pair++) {
            for (Served served : List.of(stand.upstream(), stand.nginx(), stand.gateway())) {
                long before = served.cpuNanos();
                JsonNode report = Loads.rate(served.json(), RATE, plan.seconds());
                failures("rate", served, report);
                scores.add(
                        "rate p50 us " + served.name(),
                        report.at("/latency_us/p50").asDouble());
                scores.add(
                        "rate p99 us " + served.name(),
                        report.at("/latency_us/p99").asDouble());
                if (served.process().isPresent()) {
                    // The load's own warm-up is one second at the same rate.
                    double calls = report.path("requests").asDouble() + RATE;
                    scores.add("rate cpu us/call " + served.name(), (served.cpuNanos() - before) / 1000.0 / calls);
                }
            }
        }
    }

    private void streamCpu() {
        int events = plan.seconds() * 1000 / INTERVAL_MILLIS;
        for (int round = 0; round < plan.rounds(); round++) {
            for (Served served : List.of(stand.upstream(), stand.nginx(), stand.gateway())) {
                long before = served.cpuNanos();
                JsonNode report = Loads.streams(served.sse(), STREAMS, 1000, events, INTERVAL_MILLIS, STREAMS);
                failures("sse", served, report);
                double arrived = report.path("events").asDouble();
                if (served.process().isPresent()) {
                    scores.add("sse cpu us/event " + served.name(), (served.cpuNanos() - before) / 1000.0 / arrived);
                }
                scores.add("sse held " + served.name(), report.path("held").asDouble());
                scores.add("sse lost " + served.name(), report.path("lost").asDouble());
            }
        }
    }

    private void firstEvents() {
        int perSecond = 200;
        for (int pair = 0; pair < plan.pairs(); pair++) {
            for (Served served : List.of(stand.upstream(), stand.nginx(), stand.gateway())) {
                long total = (long) perSecond * plan.seconds();
                JsonNode report = Loads.streams(served.sse(), 256, perSecond, 3, 10, total);
                failures("first", served, report);
                scores.add(
                        "first event p50 us " + served.name(),
                        report.at("/latency_us/p50").asDouble());
                scores.add(
                        "first event p99 us " + served.name(),
                        report.at("/latency_us/p99").asDouble());
            }
        }
    }

    private void openStreams(Served served) {
        LoadTarget target = served.sse();
        AtomicLong peak = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        Thread watch = Thread.ofPlatform().daemon().start(() -> watchMemory(served.process(), peak, over));
        long before = served.cpuNanos();
        JsonNode report = Loads.streams(target, plan.streams(), 1500, plan.streamSeconds(), 1000, plan.streams());
        over.set(true);
        failures("open streams", served, report);
        LockSupport.unpark(watch);
        double events = Math.max(1, report.path("events").asDouble());
        scores.add("open streams rss MB " + served.name(), peak.get() / 1e6);
        scores.add(
                "open streams whole " + served.name(), report.path("requests").asDouble());
        scores.add(
                "open streams failed " + served.name(), report.path("failures").asDouble());
        scores.add("open streams lost " + served.name(), report.path("lost").asDouble());
        scores.add(
                "open streams reordered " + served.name(),
                report.path("reordered").asDouble());
        scores.add("open streams cpu us/event " + served.name(), (served.cpuNanos() - before) / 1000.0 / events);
        scores.add(
                "open streams event delay p99 us " + served.name(),
                report.at("/event_delay_us/p99").asDouble());
    }

    private static void watchMemory(Optional<ProcessHandle> process, AtomicLong peak, AtomicBoolean over) {
        while (!over.get()) {
            process.ifPresent(p -> peak.accumulateAndGet(Proc.rssBytes(p), Math::max));
            LockSupport.parkNanos(250_000_000);
        }
    }

    private void memory(Served served, String when) {
        served.process().ifPresent(p -> scores.add("rss MB " + when + " " + served.name(), Proc.rssBytes(p) / 1e6));
    }

    /** A figure with failures in it is none. */
    private void failures(String part, Served served, JsonNode report) {
        report.path("statuses")
                .properties()
                .forEach(status -> scores.add(
                        part + " failures " + served.name() + " status " + status.getKey(),
                        status.getValue().asDouble()));
    }
}
