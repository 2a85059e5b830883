package dev.penstock.store.replies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Purge;
import dev.penstock.testkit.Await;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million answers on less disk than they need: bounds, times and CPU. Prints what it measures. */
@Tag("soak")
class RepliesSoakTest {
    private static final int ENTRIES = 1_000_000;
    private static final long MEMORY = 128L << 20;
    private static final long DISK = 1_500L << 20;
    private static final int FINDS = 50_000;

    @TempDir
    Path folder;

    @Test
    void a_million_answers_stay_within_their_bytes_and_are_found_within_a_millisecond() throws Exception {
        long before = heap();
        try (Opened store = Opened.of(folder, MEMORY, DISK, InstantSource.system())) {
            fill(store);
            CacheStats stats = store.replies().stats();
            print(stats + ", live heap " + ((heap() - before) >> 20) + " MB");
            assertThat(stats.dropped()).isZero();
            assertThat(stats.failures()).isZero();
            assertThat(store.bytesOnDisk()).isLessThanOrEqualTo(DISK + DISK / 20);
            Random random = new Random(1);
            int hot = ENTRIES - 1_000;
            times(store, "memory", n -> hot + random.nextInt(1_000), true);
            long oldest = ENTRIES - stats.diskEntries();
            int span = (int) (stats.diskEntries() - 100_000);
            times(store, "disk", n -> (int) oldest + random.nextInt(span), true);
            times(store, "miss", n -> ENTRIES + random.nextInt(ENTRIES), false);
            purge(store);
        }
    }

    @Test
    void a_restart_with_a_million_answers_does_not_wait_for_them() {
        try (Opened store = Opened.of(folder, 0, DISK, InstantSource.system())) {
            fill(store);
        }
        long begin = System.nanoTime();
        try (Opened store = Opened.of(folder, 0, DISK, InstantSource.system())) {
            long opened = System.nanoTime() - begin;
            assertThat(store.find(ENTRIES - 1)).isPresent();
            long found = System.nanoTime() - begin;
            Await.until(
                    "all keys are known",
                    Opened.LONG,
                    () -> store.replies().stats().diskEntries() > 100_000);
            print("restart: open " + opened / 1_000_000 + " ms, first answer " + found / 1_000_000 + " ms, keys known "
                    + (System.nanoTime() - begin) / 1_000_000 + " ms");
            assertThat(found).isLessThan(Duration.ofSeconds(1).toNanos());
        }
    }

    private static void fill(Opened store) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Random sizes = new Random(7);
        long now = System.currentTimeMillis();
        long begin = System.nanoTime();
        long cpu = processCpu();
        long caller = 0;
        long most = 0;
        for (int i = 0; i < ENTRIES; i++) {
            var reply = SampleReply.of(i)
                    .in("acme", "gateway-" + i % 10)
                    .at(now, 3_600_000)
                    .sized(1_000 + sizes.nextInt(3_000), i)
                    .made();
            long start = threads.getCurrentThreadCpuTime();
            store.replies().keep(reply);
            caller += threads.getCurrentThreadCpuTime() - start;
            if (i % 1_000 == 999) {
                store.settled();
                most = Math.max(most, store.bytesOnDisk());
            }
        }
        store.settled();
        print("put: " + caller / ENTRIES + " ns of the caller's CPU, "
                + (processCpu() - cpu) / ENTRIES / 1_000 + " us of all CPU (making the sample included), "
                + ENTRIES * 1_000_000_000L / (System.nanoTime() - begin) + " a second, most on disk " + (most >> 20)
                + " MB");
        assertThat(most).isLessThanOrEqualTo(DISK + DISK / 20);
    }

    private static void times(Opened store, String what, IntUnaryOperator numbers, boolean present) {
        long[] nanos = new long[FINDS];
        int found = 0;
        long cpu = 0;
        for (int round = 0; round < 2; round++) {
            found = 0;
            var keys = Arrays.stream(new int[FINDS])
                    .map(numbers)
                    .mapToObj(SampleReply::key)
                    .toList();
            cpu = processCpu();
            for (int i = 0; i < FINDS; i++) {
                long start = System.nanoTime();
                var future = store.replies().find(keys.get(i));
                var reply = future.isComplete() ? future.result() : Opened.result(future);
                nanos[i] = System.nanoTime() - start;
                found += reply.isPresent() ? 1 : 0;
            }
            cpu = processCpu() - cpu;
        }
        Arrays.sort(nanos);
        print(what + ": found " + found + " of " + FINDS + ", p50 " + nanos[FINDS / 2] / 1_000 + " us, p99 "
                + nanos[FINDS * 99 / 100] / 1_000 + " us, worst " + nanos[FINDS - 1] / 1_000 + " us, CPU "
                + cpu / FINDS + " ns");
        assertThat(nanos[FINDS * 99 / 100]).isLessThanOrEqualTo(1_000_000);
        assertThat(present ? found : FINDS - found).isGreaterThanOrEqualTo(FINDS * 98 / 100);
    }

    /** While the disk deletes, others are found and new ones are kept. */
    private static void purge(Opened store) {
        long begin = System.nanoTime();
        var purged = store.replies()
                .purge(new Purge(
                        "acme",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        long worst = 0;
        int number = 0;
        while (!purged.isComplete()) {
            store.keep(SampleReply.of(2 * ENTRIES + number).at(System.currentTimeMillis() + 1, 3_600_000));
            long start = System.nanoTime();
            store.find(number++ * 37 % ENTRIES);
            worst = Math.max(worst, System.nanoTime() - start);
            LockSupport.parkNanos(500_000);
        }
        print("purge: " + purged.result() + " in " + (System.nanoTime() - begin) / 1_000_000
                + " ms, worst find meanwhile " + worst / 1_000 + " us, "
                + store.replies().stats());
        assertThat(worst).isLessThan(1_000_000_000L);
        Await.until("pages are given back", Opened.LONG, () -> store.bytesOnDisk() < DISK / 2);
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long processCpu() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
