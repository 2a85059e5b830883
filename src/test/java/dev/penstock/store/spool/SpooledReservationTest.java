package dev.penstock.store.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallLog;
import dev.penstock.testkit.SampleReservations;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Reservations on their way through the spool. */
class SpooledReservationTest extends SpoolSteps {
    @Test
    void a_reservation_torn_at_any_byte_is_none_and_what_stands_before_it_is_kept() throws Exception {
        store.stall(true);
        try (Spool spool = open(limits(SHORT))) {
            CallLog log = spool.appender();
            log.append(SampleRows.row(1));
            log.reserve(SampleReservations.of(2, 0));
            log.reserve(SampleReservations.of(3, 0));
        }
        byte[] whole = Files.readAllBytes(segments().getFirst());
        int frame = Frame.HEAD + ReservationCodec.encode(SampleReservations.of(3, 0)).length;
        for (int cut = 0; cut <= 2 * frame; cut++) {
            ScriptedStore after = replayed(Arrays.copyOf(whole, whole.length - cut));
            assertThat(after.rows()).containsExactly(SampleRows.row(1));
            assertThat(after.open()).hasSize((2 * frame - cut) / frame);
        }
        for (int k = 1; k <= frame; k++) {
            byte[] corrupt = whole.clone();
            corrupt[whole.length - k] ^= 0x41;
            assertThat(replayed(corrupt).open()).containsExactly(SampleReservations.of(2, 0));
        }
    }

    @Test
    void rows_end_reservations_in_whatever_order_two_appenders_bring_them() throws Exception {
        store.stall(true);
        try (Spool spool = open(limits(SHORT))) {
            CallLog first = spool.appender();
            CallLog second = spool.appender();
            for (int i = 0; i < 1_000; i++) {
                (i % 2 == 0 ? first : second).reserve(SampleReservations.of(i, 0));
                if (i % 10 != 0) {
                    (i % 3 == 0 ? first : second).append(SampleRows.row(i));
                }
            }
        }
        store.stall(false);
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(10))).isTrue();
            assertThat(spool.counters().written()).isEqualTo(900);
            assertThat(spool.counters().pendingBytes()).isZero();
        }
        assertThat(store.rows()).hasSize(900);
        assertThat(store.open()).hasSize(100).contains(SampleReservations.of(990, 0));
        assertThat(segments()).isEmpty();
    }

    @Test
    void a_full_disk_takes_no_reservation_and_keeps_the_rows_of_calls_that_left_before() throws IOException {
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            CallLog log = spool.appender();
            assertThat(log.reserve(SampleReservations.of(1, 0))).isTrue();
            disk.full = true;
            assertThat(log.reserve(SampleReservations.of(2, 0))).isFalse();
            assertThat(log.reserve(SampleReservations.of(3, 0))).isFalse();
            log.append(SampleRows.row(1));
            assertThat(log.hasRoom()).isFalse();
            disk.full = false;
            await(log::hasRoom);
            await(() -> store.size() == 1);
            assertThat(log.reserve(SampleReservations.of(4, 0))).isTrue();
            assertThat(spool.counters().appended()).isEqualTo(1);
            assertThat(spool.counters().lost()).isZero();
        }
        assertThat(store.open()).containsExactly(SampleReservations.of(4, 0));
    }

    @Test
    void a_reservation_the_disk_took_half_of_is_none() throws Exception {
        store.stall(true);
        try (Spool spool = open(limits(SHORT))) {
            CallLog log = spool.appender();
            assertThat(log.reserve(SampleReservations.of(1, 0))).isTrue();
            disk.writesUntilTorn.set(1);
            assertThat(log.reserve(SampleReservations.of(2, 0))).isFalse();
            await(log::hasRoom);
            assertThat(log.reserve(SampleReservations.of(3, 0))).isTrue();
        }
        store.stall(false);
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(store.open()).containsExactly(SampleReservations.of(1, 0), SampleReservations.of(3, 0));
    }

    @Test
    void a_reservation_the_store_refuses_blocks_no_row() throws IOException {
        store.refuse(SampleRows.id(5));
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            CallLog log = spool.appender();
            log.reserve(SampleReservations.of(5, 0));
            log.reserve(SampleReservations.of(6, 0));
            log.append(SampleRows.row(1));
            await(() -> store.size() == 1 && spool.counters().pendingBytes() == 0);
            assertThat(spool.counters().quarantined()).isEqualTo(1);
        }
        assertThat(store.open()).containsExactly(SampleReservations.of(6, 0));
    }

    @Test
    void the_store_is_told_once_that_all_of_an_ended_process_is_there() throws Exception {
        leaveBehind(100);
        store.stall(false);
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(10))).isTrue();
            assertThat(store.rowsWhenCaughtUp()).endsWith(100).containsOnlyOnce(100);
            spool.appender().append(SampleRows.row(100));
            await(() -> store.size() == 101);
        }
        assertThat(store.rowsWhenCaughtUp()).endsWith(100).containsOnlyOnce(100);
    }
}
