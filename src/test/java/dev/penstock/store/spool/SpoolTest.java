package dev.penstock.store.spool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpoolTest extends SpoolSteps {
    @Test
    void carries_rows_and_their_bodies_to_the_store_and_leaves_nothing_behind() throws IOException {
        try (Spool spool = open(limits(Duration.ofSeconds(10)))) {
            CallLog log = spool.appender();
            IntStream.range(0, 5_000).forEach(i -> log.append(SampleRows.withBodies(i, 100)));
        }
        assertThat(store.size()).isEqualTo(5_000);
        assertThat(store.rows()).allSatisfy(row -> assertThat(row.bodies()).isNotNull());
        assertThat(requireNonNull(store.rows().get(41).bodies()).request())
                .isEqualTo(
                        requireNonNull(SampleRows.withBodies(41, 100).bodies()).request());
        assertThat(segments()).isEmpty();
    }

    @Test
    void a_row_is_readable_soon_after_it_was_appended() throws IOException {
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            spool.appender().append(SampleRows.row(1));
            await(() -> store.size() == 1);
            assertThat(spool.counters().pendingBytes()).isZero();
        }
    }

    @Test
    void reads_again_what_an_ended_process_left() throws Exception {
        leaveBehind(3_000);
        store.stall(false);
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(10))).isTrue();
            assertThat(store.rows()).containsExactlyInAnyOrderElementsOf(rows(3_000));
            assertThat(spool.counters().tornBytes()).isZero();
        }
        assertThat(segments()).isEmpty();
    }

    @Test
    void recovers_the_longest_valid_prefix_of_a_truncated_segment() throws Exception {
        leaveBehind(40);
        byte[] whole = Files.readAllBytes(segments().getFirst());
        int frame = (whole.length - Frame.MAGIC.length) / 40;
        for (int cut = 0; cut <= 4_096; cut += 61) {
            assertThat(recovered(Arrays.copyOf(whole, whole.length - cut)))
                    .isEqualTo((whole.length - cut - Frame.MAGIC.length) / frame);
        }
        for (int left = 0; left < 32; left++) {
            assertThat(recovered(Arrays.copyOf(whole, left))).isZero();
        }
    }

    @Test
    void recovers_the_rows_before_a_corrupted_byte() throws Exception {
        leaveBehind(40);
        byte[] whole = Files.readAllBytes(segments().getFirst());
        int frame = (whole.length - Frame.MAGIC.length) / 40;
        for (int k = 1; k <= 4_096; k += 61) {
            byte[] corrupt = whole.clone();
            corrupt[whole.length - k] ^= 0x41;
            assertThat(recovered(corrupt)).isEqualTo((whole.length - k - Frame.MAGIC.length) / frame);
        }
    }

    @Test
    void zeros_and_repeated_bytes_at_the_end_of_a_segment_are_no_rows() throws Exception {
        leaveBehind(40);
        byte[] whole = Files.readAllBytes(segments().getFirst());
        assertThat(recovered(Arrays.copyOf(whole, whole.length + 4_096))).isEqualTo(40);
        for (int k = 1; k <= 4_096; k += 61) {
            byte[] repeated = Arrays.copyOf(whole, whole.length + k);
            System.arraycopy(whole, whole.length - k, repeated, whole.length, k);
            assertThat(recovered(repeated)).isEqualTo(40);
        }
    }

    @Test
    void a_duplicated_segment_gives_each_row_once() throws Exception {
        leaveBehind(100);
        Path segment = segments().getFirst();
        Files.copy(segment, folder.resolve("00000000-copy.spool"));
        Files.copy(segment, folder.resolve("zz.spool"));
        store.stall(false);
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(10))).isTrue();
            assertThat(spool.counters().written()).isEqualTo(300);
        }
        assertThat(store.rows()).containsExactlyInAnyOrderElementsOf(rows(100));
    }

    @Test
    void an_old_segment_is_ended_although_nobody_writes() throws IOException {
        SpoolLimits normal = SpoolLimits.DEFAULT;
        SpoolLimits quick = new SpoolLimits(
                normal.segmentBytes(),
                Duration.ofMillis(50),
                normal.pendingBytes(),
                0,
                0,
                100,
                SHORT,
                SHORT,
                Duration.ofSeconds(5));
        try (Spool spool = open(quick)) {
            spool.appender().append(SampleRows.row(0));
            Path segment = folder.resolve("00000001-0002-00000001.spool");
            await(() -> !Files.exists(segment));
            assertThat(store.size()).isEqualTo(1);
        }
    }

    @Test
    void a_row_the_store_refuses_blocks_no_other_and_is_kept_aside() throws Exception {
        store.refuse(SampleRows.id(137));
        store.refuse(SampleRows.id(400));
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            CallLog log = spool.appender();
            rows(500).forEach(log::append);
            await(() -> store.size() == 498 && spool.counters().pendingBytes() == 0);
            assertThat(spool.counters().quarantined()).isEqualTo(2);
        }
        Files.move(folder.resolve("quarantine"), folder.resolve("again.spool"));
        ScriptedStore willing = new ScriptedStore();
        try (Spool spool = Spool.open(folder, SpoolLimits.DEFAULT, willing, System::nanoTime)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(willing.rows()).containsExactlyInAnyOrder(SampleRows.row(137), SampleRows.row(400));
    }

    @Test
    void says_there_is_no_room_while_too_much_is_pending() throws IOException {
        store.stall(true);
        SpoolLimits normal = SpoolLimits.DEFAULT;
        SpoolLimits small = new SpoolLimits(
                16 << 10, normal.segmentAge(), 100 << 10, 0, 0, 100, SHORT, normal.forceEvery(), Duration.ofSeconds(5));
        try (Spool spool = open(small)) {
            CallLog log = spool.appender();
            int count = 0;
            while (log.hasRoom()) {
                log.append(SampleRows.row(count++));
            }
            assertThat(spool.counters().pendingBytes()).isBetween(100L << 10, 102L << 10);
            store.stall(false);
            await(log::hasRoom);
            int appended = count;
            await(() -> store.size() == appended);
        }
    }

    @Test
    void a_stalled_store_costs_bodies_only_and_counts_them_exactly() throws IOException {
        store.stall(true);
        int calls = 20_000;
        CallRow.Bodies bodies = new CallRow.Bodies(new byte[10_000], true, new byte[10_000], true);
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            CallLog log = spool.appender();
            for (int i = 0; i < calls; i++) {
                CallRow row = SampleRows.row(i);
                log.append(SampleRows.row(row.id(), row.scope(), row.createdAt(), row.model(), "{}", bodies));
            }
            SpoolCounters counters = spool.counters();
            assertThat(counters.heldBodyBytes()).isBetween(31L << 20, 32L << 20);
            assertThat(counters.droppedBodyBytes()).isEqualTo(counters.droppedBodies() * 20_000);
            assertThat(counters.appended()).isEqualTo(calls);
            store.stall(false);
            await(() -> store.size() == calls);
            assertThat(store.rows().stream().filter(row -> row.bodies() == null).count())
                    .isEqualTo(counters.droppedBodies());
            assertThat(store.mostVisits()).isEqualTo(1);
            await(() -> spool.counters().heldBodyBytes() == 0);
        }
    }

    @Test
    void a_full_disk_keeps_rows_waiting_and_loses_none() throws IOException {
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            CallLog log = spool.appender();
            rows(10).forEach(log::append);
            disk.full = true;
            IntStream.range(10, 20).mapToObj(SampleRows::row).forEach(log::append);
            assertThat(log.hasRoom()).isFalse();
            assertThat(spool.counters().appended()).isEqualTo(10);
            assertThat(spool.counters().writeErrors()).isPositive();
            disk.full = false;
            await(log::hasRoom);
            log.append(SampleRows.row(20));
            await(() -> store.size() == 21);
            assertThat(spool.counters().lost()).isZero();
        }
        assertThat(store.rows()).containsExactlyInAnyOrderElementsOf(rows(21));
        assertThat(store.mostVisits()).isEqualTo(1);
    }

    @Test
    void rows_beyond_the_memory_for_waiting_ones_are_lost_and_counted() throws IOException {
        SpoolLimits normal = SpoolLimits.DEFAULT;
        SpoolLimits small = new SpoolLimits(
                normal.segmentBytes(),
                normal.segmentAge(),
                normal.pendingBytes(),
                0,
                4_000,
                100,
                SHORT,
                normal.forceEvery(),
                Duration.ofSeconds(5));
        disk.full = true;
        try (Spool spool = open(small)) {
            CallLog log = spool.appender();
            rows(100).forEach(log::append);
            long lost = spool.counters().lost();
            assertThat(lost).isBetween(80L, 99L);
            disk.full = false;
            await(() -> store.size() == 100 - lost);
        }
    }

    @Test
    void a_write_that_tore_at_any_place_is_written_again_in_another_segment() throws Exception {
        for (int tornAt = 1; tornAt <= 12; tornAt++) {
            ScriptedStore after = new ScriptedStore();
            disk.writesUntilTorn.set(tornAt);
            try (Spool spool =
                    Spool.open(folder.resolve("torn" + tornAt), SpoolLimits.DEFAULT, after, System::nanoTime, disk)) {
                CallLog log = spool.appender();
                rows(10).forEach(log::append);
                await(log::hasRoom);
                await(() -> after.size() == 10);
                assertThat(spool.counters().tornBytes()).isZero();
            }
            assertThat(after.rows()).containsExactlyInAnyOrderElementsOf(rows(10));
        }
    }

    @Test
    void a_failed_force_ends_the_segment_and_no_row() throws IOException {
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            CallLog log = spool.appender();
            disk.forceFails = true;
            log.append(SampleRows.row(0));
            await(() -> spool.counters().fsyncErrors() == 1);
            disk.forceFails = false;
            log.append(SampleRows.row(1));
            assertThat(segments().stream().map(path -> path.getFileName().toString()))
                    .contains("00000001-0002-00000002.spool");
            await(() -> store.size() == 2);
            assertThat(spool.counters().fsyncErrors()).isEqualTo(1);
        }
    }

    @Test
    void an_old_segment_is_ended_and_deleted_although_it_is_small() throws IOException {
        SpoolLimits normal = SpoolLimits.DEFAULT;
        SpoolLimits quick = new SpoolLimits(
                normal.segmentBytes(),
                Duration.ofMillis(100),
                normal.pendingBytes(),
                0,
                0,
                100,
                SHORT,
                normal.forceEvery(),
                Duration.ofSeconds(5));
        try (Spool spool = open(quick)) {
            CallLog log = spool.appender();
            log.append(SampleRows.row(0));
            Path first = segments().getFirst();
            int[] next = {1};
            await(() -> {
                log.append(SampleRows.row(next[0]++));
                return !Files.exists(first);
            });
        }
    }

    @Test
    void a_segment_is_deleted_only_when_the_store_has_its_rows_durably() throws IOException {
        try (Spool spool = open(limits(Duration.ofSeconds(5), 16 << 10))) {
            CallLog log = spool.appender();
            for (int i = 0; i < 2_000; i++) {
                log.append(SampleRows.row(i));
                if (i % 100 == 0) {
                    int row = i;
                    await(() -> store.size() > row);
                }
            }
            Path first = folder.resolve("00000001-0002-00000001.spool");
            await(() -> !Files.exists(first));
            assertThat(store.couldLose(SampleRows.id(0))).isFalse();
        }
        assertThat(rows(2_000)).noneMatch(row -> store.couldLose(row.id()));
    }

    @Test
    void a_second_process_is_refused_with_what_to_do() throws IOException {
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            assertThat(spool.counters().appended()).isZero();
            assertThatThrownBy(() -> open(SpoolLimits.DEFAULT)).hasMessageContaining("Another process uses " + folder);
        }
        open(SpoolLimits.DEFAULT).close();
    }

    @Test
    void rows_appended_after_closing_are_counted_as_lost() throws IOException {
        Spool spool = open(SpoolLimits.DEFAULT);
        CallLog log = spool.appender();
        spool.close();
        log.append(SampleRows.row(1));
        assertThat(spool.counters().lost()).isEqualTo(1);
        assertThat(log.hasRoom()).isFalse();
    }

    private int recovered(byte[] segment) throws Exception {
        ScriptedStore after = replayed(segment);
        assertThat(after.rows()).isEqualTo(rows(after.size()));
        return after.size();
    }
}
