package dev.penstock.store.replies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Purge;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.SteppedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No more bytes than told, and those that were of use last. */
class ReplyBoundsTest {
    private static final long MB = 1L << 20;

    @TempDir
    Path folder;

    private final SteppedClock clock = SteppedClock.at(Instant.ofEpochMilli(SampleReply.NOW));

    @ParameterizedTest
    @CsvSource({"4, 2000, 3500", "4, 20000, 600", "8, 100000, 300", "24, 16000, 3000"})
    void the_files_stay_within_their_bytes(long megabytes, int largest, int entries) {
        long limit = megabytes * MB;
        Random random = new Random(largest);
        try (Opened store = Opened.of(folder, 0, limit, clock)) {
            for (int i = 0; i < entries; i++) {
                int size = random.nextInt(10) == 0 ? random.nextInt(4 * largest) : random.nextInt(largest);
                store.keep(SampleReply.of(random.nextInt(3) == 0 ? random.nextInt(entries) : i)
                        .sized(size, i));
                if (i % 100 == 0) {
                    store.settled();
                    assertThat(store.bytesOnDisk()).as("after " + i).isLessThanOrEqualTo(limit + limit / 20);
                }
            }
            CacheStats stats = store.settled().replies().stats();
            assertThat(stats.failures()).isZero();
            assertThat(stats.evicted()).isPositive();
            assertThat(stats.diskBytes()).isLessThanOrEqualTo(limit + limit / 20);
            assertThat(stats.diskEntries()).isEqualTo(store.found(entries).size());
            // Most of the room is of use.
            assertThat(store.bytesOnDisk()).isGreaterThan(limit * 7 / 10);
        }
        assertThat(store(limit).bytesOnDisk()).isLessThanOrEqualTo(limit + limit / 20);
    }

    private Opened store(long limit) {
        Opened store = Opened.of(folder, 0, limit, clock);
        store.close();
        return store;
    }

    @Test
    void the_memory_stays_within_its_bytes() {
        Random random = new Random(5);
        try (Opened store = Opened.of(folder, 2 * MB, 0, clock)) {
            for (int i = 0; i < 10_000; i++) {
                store.keep(SampleReply.of(i).sized(random.nextInt(random.nextInt(50) == 0 ? 300_000 : 3_000), i));
                assertThat(store.replies().stats().memoryBytes()).isLessThanOrEqualTo(2 * MB + MB / 10);
            }
            CacheStats stats = store.replies().stats();
            assertThat(stats.memoryBytes()).isGreaterThan(MB);
            assertThat(stats.evicted()).isEqualTo(10_000 - stats.memoryEntries());
        }
    }

    @Test
    void the_least_recently_used_leave_the_disk_first() {
        int entries = 400;
        try (Opened store = Opened.of(folder, 0, 4 * MB, clock)) {
            for (int i = 0; i < 100; i++) {
                store.keep(SampleReply.of(i).sized(10_000, i).at(SampleReply.NOW, 100_000_000));
            }
            store.settled();
            clock.advance(Duration.ofMinutes(2));
            for (int i = 0; i < 100; i += 2) {
                assertThat(store.find(i)).isPresent();
            }
            // Stamps of use are written together, once a second.
            Await.staysTrue("uses are noted", Duration.ofMillis(2_500), () -> true);
            clock.advance(Duration.ofMinutes(2));
            for (int i = 100; i < entries - 30; i++) {
                store.keep(SampleReply.of(i).sized(10_000, i).at(clock.millis(), 100_000_000));
            }
            store.settled();
            assertThat(store.replies().stats().evicted()).isBetween(4L, 49L);
            for (int i = 0; i < 100; i += 2) {
                assertThat(store.find(i)).as("used answer " + i).isPresent();
            }
            assertThat(store.find(1)).isEmpty();
            assertThat(store.find(3)).isEmpty();
        }
    }

    @Test
    void what_is_over_leaves_the_disk_and_gives_its_pages_back() {
        try (Opened store = Opened.of(folder, 0, 16 * MB, clock)) {
            for (int i = 0; i < 800; i++) {
                store.keep(SampleReply.of(i).sized(10_000, i).at(SampleReply.NOW, 60_000));
            }
            store.settled();
            assertThat(store.bytesOnDisk()).isGreaterThan(8 * MB);
            clock.advance(Duration.ofMinutes(2));
            Await.until(
                    "all are gone", Opened.LONG, () -> store.replies().stats().diskEntries() == 0);
            Await.until("the file is small", Opened.LONG, () -> store.bytesOnDisk() < 2 * MB);
        }
    }

    @Test
    void a_purge_leaves_sizes_that_are_right() {
        try (Opened store = Opened.of(folder, 8 * MB, 16 * MB, clock)) {
            for (int i = 0; i < 500; i++) {
                store.keep(SampleReply.of(i).in("acme", "gateway-" + i % 2).sized(10_000, i));
            }
            store.settled();
            assertThat(store.purge(of("gateway-0"))).isEqualTo(250);
            assertThat(store.replies().stats().diskEntries()).isEqualTo(250);
            assertThat(store.purge(of("gateway-1"))).isEqualTo(250);
            assertThat(store.replies().stats().diskEntries()).isZero();
            assertThat(store.replies().stats().memoryEntries()).isZero();
            assertThat(store.replies().stats().memoryBytes()).isZero();
        }
    }

    @Test
    void what_the_writer_cannot_keep_up_with_is_dropped_for_the_disk_and_counted() {
        ReplyLimits little = new ReplyLimits(0, 16 * MB, 100_000, Opened.LONG, Opened.LONG);
        try (Replies replies = Replies.open(folder, little, clock, System::nanoTime)) {
            for (int i = 0; i < 2_000; i++) {
                replies.keep(SampleReply.of(i).sized(20_000, i).made());
            }
            assertThat(replies.stats().dropped()).isPositive();
        }
    }

    @Test
    void an_answer_too_large_for_the_disk_does_not_leave_an_older_one_in_its_place() {
        try (Opened store = Opened.of(folder, 0, 8 * MB, clock)) {
            store.keep(SampleReply.of(1).saying("small"));
            store.settled();
            store.keep(SampleReply.of(1).sized((int) (2 * MB), 1));
            assertThat(store.find(1)).isEmpty();
            store.settled();
            assertThat(store.find(1)).isEmpty();
            assertThat(store.replies().stats().dropped()).isEqualTo(1);
        }
    }

    @Test
    void a_disk_that_does_not_answer_in_time_is_a_miss_and_counted() {
        try (Opened store = Opened.of(folder, 0, 8 * MB, clock)) {
            store.keep(SampleReply.of(1));
        }
        ReplyLimits hasty = new ReplyLimits(0, 8 * MB, MB, Duration.ZERO, Opened.LONG);
        try (Replies replies = Replies.open(folder, hasty, clock, System::nanoTime)) {
            assertThat(Opened.result(replies.find(SampleReply.key(1)))).isEmpty();
            Await.until("it is counted", Opened.LONG, () -> replies.stats().failures() == 1);
        }
    }

    @Test
    void survives_a_restart_in_memory_and_on_disk_alike() {
        try (Opened store = Opened.of(folder, 8 * MB, 8 * MB, clock)) {
            for (int i = 0; i < 300; i++) {
                store.keep(SampleReply.of(i));
            }
        }
        try (Opened store = Opened.of(folder, 8 * MB, 8 * MB, clock)) {
            assertThat(store.find(7))
                    .get()
                    .usingRecursiveComparison()
                    .isEqualTo(SampleReply.of(7).made());
            assertThat(store.found(400)).hasSize(300);
            assertThat(store.replies().stats().memoryEntries()).isEqualTo(300);
        }
    }

    private static Purge of(String gateway) {
        return new Purge(
                "acme",
                Optional.of(gateway),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
