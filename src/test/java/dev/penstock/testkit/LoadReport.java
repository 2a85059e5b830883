package dev.penstock.testkit;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a load run measured.
 *
 * @param requests answers of status 200 that came whole
 * @param failures answers of another status, broken ones, refused connections
 * @param statuses failures by status; 0 is a broken or refused connection
 * @param latency from the moment a request was meant to be sent to its last byte; of streams, to the first event
 * @param events numbered events that arrived
 * @param lost numbers that never came
 * @param reordered numbers that came twice or out of order
 * @param held events that arrived only after the upstream had written the next one
 * @param eventDelay from an event's writing to its arrival
 */
public record LoadReport(
        double seconds,
        long requests,
        long failures,
        Map<Integer, Long> statuses,
        Percentiles latency,
        long events,
        long lost,
        long reordered,
        long held,
        Percentiles eventDelay) {
    /** In microseconds. */
    public record Percentiles(double p50, double p90, double p99, double max) {
        static final Percentiles NONE = new Percentiles(0, 0, 0, 0);

        /** Of the first count values, in nanoseconds; sorts them. */
        static Percentiles of(long[] nanos, int count) {
            if (count == 0) {
                return NONE;
            }
            Arrays.sort(nanos, 0, count);
            return new Percentiles(
                    at(nanos, count, 0.5), at(nanos, count, 0.9), at(nanos, count, 0.99), at(nanos, count, 1));
        }

        private static double at(long[] sorted, int count, double quantile) {
            int rank = (int) Math.ceil(quantile * count) - 1;
            return sorted[Math.clamp(rank, 0, count - 1)] / 1000.0;
        }

        private Map<String, @Nullable Object> json() {
            return Json.object("p50", p50, "p90", p90, "p99", p99, "max", max);
        }
    }

    public double perSecond() {
        return requests / seconds;
    }

    /** One line, for a process that reads it. */
    public String json() {
        return Json.text(Json.object(
                "seconds", seconds,
                "requests", requests,
                "failures", failures,
                "statuses", statuses,
                "latency_us", latency.json(),
                "events", events,
                "lost", lost,
                "reordered", reordered,
                "held", held,
                "event_delay_us", eventDelay.json()));
    }
}
