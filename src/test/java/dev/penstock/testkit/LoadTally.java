package dev.penstock.testkit;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what load brings. Touched by the load's reading thread, save for what fails. */
final class LoadTally {
    private static final int MOST = 20_000_000;

    private long[] latencies = new long[1 << 16];
    private int latencyCount;
    private long[] delays = new long[1 << 16];
    private int delayCount;
    /** These are counted by the sending thread too. */
    private final AtomicLong failures = new AtomicLong();

    private final ConcurrentMap<Integer, Long> statuses = new ConcurrentHashMap<>();
    private final AtomicLong lost = new AtomicLong();
    long requests;
    long events;
    long reordered;
    long held;

    /** By a status, or 0 where none came. */
    void failed(int status) {
        failures.incrementAndGet();
        statuses.merge(status, 1L, Long::sum);
    }

    void lost(long events) {
        lost.addAndGet(events);
    }

    long answered() {
        return requests + failures.get();
    }

    void latency(long nanos) {
        if (latencyCount == latencies.length && latencyCount < MOST) {
            latencies = Arrays.copyOf(latencies, latencyCount * 2);
        }
        if (latencyCount < latencies.length) {
            latencies[latencyCount++] = nanos;
        }
    }

    void delay(long nanos) {
        if (delayCount == delays.length && delayCount < MOST) {
            delays = Arrays.copyOf(delays, delayCount * 2);
        }
        if (delayCount < delays.length) {
            delays[delayCount++] = nanos;
        }
    }

    LoadReport report(long nanos) {
        return new LoadReport(
                nanos / 1e9,
                requests,
                failures.get(),
                new TreeMap<>(statuses),
                LoadReport.Percentiles.of(latencies, latencyCount),
                events,
                lost.get(),
                reordered,
                held,
                LoadReport.Percentiles.of(delays, delayCount));
    }
}
