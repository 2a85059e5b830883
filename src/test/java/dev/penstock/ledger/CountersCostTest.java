package dev.penstock.ledger;

import static dev.penstock.ledger.Claims.at;
import static dev.penstock.ledger.Claims.later;
import static dev.penstock.ledger.Claims.strict;
import static dev.penstock.ledger.Claims.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Claim;
import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What counting costs: processor time per call with 100,000 live buckets, and memory per bucket. Prints what it measured. */
@Tag("soak")
class CountersCostTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BUCKETS = 100_000;
    private static final int CLAIMS = 5;
    private static final int CALLS = 400_000;
    private static final Moment NOON = at("2026-11-22T12:00:00Z");
    private static final Window FIXED = new Window.Fixed(Duration.ofHours(12));
    private static final Window SLIDING = new Window.Sliding(Duration.ofSeconds(128));

    @Test
    void taking_five_claims_and_settling_them_takes_less_than_five_microseconds() {
        for (Window window : List.of(FIXED, SLIDING, Claims.calendar(Window.Period.DAILY, "Europe/Berlin"))) {
            MemoryCounters counters = new MemoryCounters(200_000);
            List<List<Claim>> calls = calls(window);
            long best = Long.MAX_VALUE;
            for (int round = 0; round < 8; round++) {
                best = Math.min(best, nanosPerCall(counters, calls, round));
            }
            System.out.println("take and settle of " + CLAIMS + ", " + BUCKETS + " buckets, " + window + ": " + best
                    + " ns of processor; " + counters.totals());
            assertThat(best).isLessThan(5_000);
        }
    }

    @Test
    void a_bucket_takes_no_more_memory_than_documented() {
        assertThat(bytes(FIXED, 1)).isLessThan(400);
        assertThat(bytes(SLIDING, 1)).isLessThan(450);
        assertThat(bytes(SLIDING, 10)).isLessThan(650);
        assertThat(bytes(SLIDING, 129)).isLessThan(2_600);
    }

    private static List<List<Claim>> calls(Window window) {
        SplittableRandom random = new SplittableRandom(1);
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            claims.add(strict("account/gateway/rule-" + i % 10_000 + "/user=" + i, window, 100, Long.MAX_VALUE / 2));
        }
        List<List<Claim>> calls = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            List<Claim> call = new ArrayList<>();
            for (int j = 0; j < CLAIMS; j++) {
                call.add(claims.get(random.nextInt(BUCKETS)));
            }
            calls.add(List.copyOf(call));
        }
        return calls;
    }

    private static long nanosPerCall(MemoryCounters counters, List<List<Claim>> calls, int round) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < CALLS; i++) {
            Moment now = later(NOON, Duration.ofNanos(((long) round * CALLS + i) * 10_000));
            List<Held> held = taken(counters.take(calls.get(i % calls.size()), now));
            for (int j = 0; j < held.size(); j++) {
                counters.settle(held.get(j), 40);
            }
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / CALLS;
    }

    /** Of one live bucket with its key, its place in the map and so many slices. */
    private static long bytes(Window window, int slices) {
        long before = usedMemory();
        MemoryCounters counters = new MemoryCounters(200_000);
        for (int slice = 0; slice < slices; slice++) {
            Moment now = later(NOON, Duration.ofSeconds(slice));
            for (int i = 0; i < BUCKETS; i++) {
                Claim claim =
                        strict("account/gateway/rule-" + i % 10_000 + "/user=" + i, window, 100, Long.MAX_VALUE / 2);
                counters.settle(taken(counters.take(List.of(claim), now)).getFirst(), 40);
            }
        }
        long bytes = (usedMemory() - before) / BUCKETS;
        assertThat(counters.totals().buckets()).isEqualTo(BUCKETS);
        System.out.println(bytes + " bytes for a bucket with " + slices + " slices, " + window);
        return bytes;
    }

    private static long usedMemory() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
