package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Outcome;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogScope;
import dev.penstock.record.Recovered;
import dev.penstock.record.Reservation;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.Spooled;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.SteppedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the day files say of limits and budgets. */
class LedgerTest {
    @TempDir
    Path folder;

    private final SteppedClock clock = SteppedClock.at(Instant.ofEpochMilli(SampleRows.NOON));
    private SqliteStore store;

    @BeforeEach
    void open() throws IOException {
        store = new SqliteStore(folder, clock, scope -> LogBound.NONE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void balances_are_the_sums_of_what_rows_post() throws Exception {
        for (int number = 0; number < 300; number++) {
            give(row(Ledgers.row(number, Settlement.SETTLED, 1_000 + number)));
        }
        assertAgreed(reopened());
    }

    @Test
    void a_row_that_replaces_itself_counts_once_and_as_it_was_last() throws Exception {
        give(row(Ledgers.row(1, Settlement.HELD, 9_000_000)), row(Ledgers.row(2, Settlement.HELD, 9_000_000)));
        give(row(Ledgers.row(1, Settlement.SETTLED, 40)));
        give(row(Ledgers.row(1, Settlement.SETTLED, 40)), row(Ledgers.row(2, Settlement.RELEASED, 0)));
        Recovered recovered = reopened();
        assertAgreed(recovered);
        assertThat(cost(recovered)).isEqualTo(40);
    }

    @Test
    void what_limits_counted_of_a_reused_answer_is_in_no_sum_twice() throws Exception {
        CallRow hit = ReusedRows.row(1, ReusedRows.HIT, AttemptRow.counting(0, 0, Ledgers.postings(1, 40)));
        give(row(hit), row(hit));
        give(row(hit));
        Recovered recovered = reopened();
        assertAgreed(recovered);
        assertThat(cost(recovered)).isEqualTo(40);
        assertThat(found(1)).isEqualTo(hit);
    }

    @Test
    void an_estimate_that_was_being_counted_stays_held() throws Exception {
        give(row(Ledgers.row(1, Settlement.HELD, 9_000_000)), Ledgers.spooled(Ledgers.reservation(1, 0)));
        Recovered recovered = reopened();
        assertThat(recovered.expired()).isZero();
        assertThat(cost(recovered)).isEqualTo(9_000_000);
    }

    @Test
    void a_call_without_a_row_is_charged_as_held_and_can_be_found() throws Exception {
        give(Ledgers.spooled(Ledgers.reservation(1, 0)), Ledgers.spooled(Ledgers.reservation(1, 1)));
        Recovered recovered = reopened();
        assertThat(recovered.expired()).isEqualTo(1);
        assertThat(cost(recovered)).isEqualTo(18_000_000);
        assertAgreed(recovered);
        CallRow row = found(1);
        assertThat(row.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(row.failure()).isEqualTo("gateway_stopped");
        assertThat(row.costNano()).isNull();
        assertThat(row.providerCostNano()).isEqualTo(18_000_000);
        assertThat(row.attempts()).hasSize(2).allSatisfy(attempt -> {
            assertThat(attempt.settlement()).isEqualTo(Settlement.EXPIRED);
            assertThat(attempt.reservedNano()).isEqualTo(9_000_000);
        });
        assertThat(row.attempts().getLast().index()).isEqualTo(1);
        Recovered again = reopened();
        assertThat(again.expired()).isZero();
        assertThat(again.balances()).containsExactlyInAnyOrderElementsOf(recovered.balances());
    }

    @Test
    void a_row_ends_reservations_of_earlier_batches_and_of_later_ones() throws Exception {
        give(Ledgers.spooled(Ledgers.reservation(1, 0)));
        give(Ledgers.spooled(Ledgers.reservation(1, 1)), row(Ledgers.row(1, Settlement.SETTLED, 7)));
        give(row(Ledgers.row(2, Settlement.SETTLED, 5)));
        give(Ledgers.spooled(Ledgers.reservation(2, 0)), Ledgers.spooled(Ledgers.reservation(1, 0)));
        Recovered recovered = reopened();
        assertThat(recovered.expired()).isZero();
        assertThat(cost(recovered)).isEqualTo(12);
        assertAgreed(recovered);
    }

    @Test
    void a_row_that_comes_after_all_takes_the_place_of_an_expired_one() throws Exception {
        give(Ledgers.spooled(Ledgers.reservation(1, 0)));
        reopened();
        give(row(Ledgers.row(1, Settlement.SETTLED, 3)));
        Recovered recovered = reopened();
        assertThat(cost(recovered)).isEqualTo(3);
        assertThat(found(1).outcome()).isEqualTo(Outcome.WHOLE);
    }

    @Test
    void expiring_that_was_itself_killed_goes_on_where_it_was() throws Exception {
        List<Spooled> held = new ArrayList<>();
        for (int number = 0; number < 1_200; number++) {
            held.add(Ledgers.spooled(Ledgers.reservation(number, 0)));
        }
        store.store(held, false);
        // The first bite of the start that is killed.
        List<Spooled> some = new ArrayList<>();
        store.reserved(Days.of(SampleRows.NOON), 500).forEach(one -> some.add(row(ExpiredCall.of(one))));
        store.store(some, true);
        // The spool gives again what it gave before.
        store.store(held, false);
        Recovered recovered = reopened();
        assertThat(recovered.expired()).isEqualTo(700);
        assertThat(cost(recovered)).isEqualTo(1_200 * 9_000_000L);
        assertAgreed(recovered);
    }

    @Test
    void deleting_rows_changes_no_balance() throws Exception {
        for (int number = 0; number < 20; number++) {
            give(row(Ledgers.row(number, Settlement.SETTLED, 100)));
        }
        var before = Ledgers.sums(reopened().balances());
        var keeper = store.keeper();
        assertThat(StoreSteps.asked(store, () -> keeper.erase(new LogScope.Everything())))
                .isEqualTo(20);
        clock.advance(Duration.ofDays(2));
        StoreSteps.tend(store);
        give(row(SampleRows.row("later", SampleRows.SCOPE, clock.millis(), "m", "{}")));
        Recovered recovered = reopened();
        assertThat(Ledgers.rows(folder)).extracting(CallRow::id).containsExactly("later");
        assertThat(Ledgers.sums(recovered.balances())).isEqualTo(before);
    }

    @Test
    void a_deleted_row_that_the_spool_gives_again_counts_once() throws Exception {
        CallRow row = Ledgers.row(1, Settlement.SETTLED, 100);
        give(row(row));
        var keeper = store.keeper();
        StoreSteps.asked(store, () -> keeper.delete(SampleRows.SCOPE, row.id()));
        give(Ledgers.spooled(Ledgers.reservation(1, 0)), row(row));
        give(Ledgers.spooled(Ledgers.reservation(1, 0)));
        Recovered recovered = reopened();
        assertThat(cost(recovered)).isEqualTo(100);
        assertThat(recovered.expired()).isZero();
    }

    @Test
    void what_counts_no_more_is_forgotten() throws Exception {
        for (int number = 0; number < 2_000; number++) {
            clock.advance(Duration.ofSeconds(10));
            Posting posting = new Posting("acme/main/r@60s", Counted.REQUESTS, number, 1, clock.millis() + 60_000);
            CallRow row = SampleRows.row(SampleRows.id(number), SampleRows.SCOPE, clock.millis(), "m", "{}", null);
            AttemptRow attempt = row.attempts().getFirst().settled(Settlement.SETTLED, List.of(posting));
            give(row(row.settled(List.of(attempt))));
        }
        assertThat(number("select sum(length(data)) from balances")).isLessThan(10_000);
        assertThat(reopened().balances()).hasSize(6);
        clock.advance(Duration.ofSeconds(60));
        assertThat(reopened().balances()).isEmpty();
    }

    @Test
    void a_clock_that_was_a_day_ahead_took_nothing_away() throws Exception {
        for (int number = 0; number < 40; number++) {
            give(row(Ledgers.row(number, Settlement.SETTLED, 10)));
        }
        give(Ledgers.spooled(Ledgers.reservation(40, 0)));
        clock.jumpTo(Instant.ofEpochMilli(SampleRows.NOON).plus(Duration.ofDays(400)));
        assertThat(reopened().expired()).isEqualTo(1);
        clock.jumpTo(Instant.ofEpochMilli(SampleRows.NOON));
        Recovered recovered = reopened();
        assertThat(cost(recovered)).isEqualTo(9_000_400);
        assertAgreed(recovered);
    }

    @Test
    void balances_of_all_days_are_added_up() throws Exception {
        for (int day = 0; day < 5; day++) {
            CallRow row = SampleRows.row("d" + day, SampleRows.SCOPE, SampleRows.NOON + day * 86_400_000L, "m", "{}");
            AttemptRow attempt = row.attempts().getFirst();
            give(row(row.settled(List.of(attempt.settled(Settlement.SETTLED, Ledgers.postings(1, 10))))));
        }
        Recovered recovered = reopened();
        assertThat(cost(recovered)).isEqualTo(50);
        assertThat(recovered.balances()).hasSize(2);
    }

    @Test
    void a_file_from_before_the_ledger_is_taken_up() throws Exception {
        give(row(SampleRows.row(1)));
        store.close();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table balances");
            statement.execute("drop table reservations");
        }
        open();
        assertThat(reopened().balances()).isEmpty();
        give(row(Ledgers.row(2, Settlement.SETTLED, 8)), Ledgers.spooled(Ledgers.reservation(3, 0)));
        Recovered recovered = reopened();
        assertThat(cost(recovered)).isEqualTo(9_000_008);
        assertAgreed(recovered);
    }

    @Test
    void a_damaged_day_does_not_stop_the_start() throws Exception {
        give(row(Ledgers.row(1, Settlement.SETTLED, 8)));
        byte[] noise = new byte[100_000];
        Arrays.fill(noise, (byte) 'n');
        Files.write(folder.resolve("logs-2026-11-20.db"), noise);
        assertThat(cost(reopened())).isEqualTo(8);
    }

    @Test
    void a_copy_has_the_balances_and_what_is_held() throws Exception {
        give(row(Ledgers.row(1, Settlement.SETTLED, 8)), Ledgers.spooled(Ledgers.reservation(2, 0)));
        Path copies = folder.resolve("copies");
        Files.createDirectory(copies);
        DatabaseCopy.of(folder.resolve("logs-2026-11-22.db"), copies.resolve("logs-2026-11-22.db"));
        try (SqliteStore copy = new SqliteStore(copies)) {
            copy.caughtUp();
            assertThat(cost(copy.recovered(Duration.ZERO))).isEqualTo(9_000_008);
        }
    }

    @Test
    void a_failed_visit_leaves_balances_and_reservations_as_they_were() throws Exception {
        give(row(Ledgers.row(1, Settlement.SETTLED, 8)), Ledgers.spooled(Ledgers.reservation(2, 0)));
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThat(isStored(row(Ledgers.row(2, Settlement.SETTLED, 5)))).isFalse();
            statement.execute("commit");
        }
        Reservation third = Ledgers.reservation(3, 0);
        give(row(Ledgers.row(2, Settlement.SETTLED, 5)), Ledgers.spooled(third));
        Recovered recovered = reopened();
        assertThat(recovered.expired()).isEqualTo(1);
        assertThat(cost(recovered)).isEqualTo(9_000_013);
        assertAgreed(recovered);
    }

    private boolean isStored(Spooled... entries) {
        try {
            give(entries);
            return true;
        } catch (Exception refused) {
            return false;
        }
    }

    private void give(Spooled... entries) throws Exception {
        store.store(List.of(entries), false);
    }

    private static SpooledRow row(CallRow row) {
        return new SpooledRow(row, RowCodec.encode(row), null);
    }

    private CallRow found(int number) throws IOException {
        return new LogReader(folder)
                .find(new LogScope.Gateway(SampleRows.SCOPE), SampleRows.id(number))
                .orElseThrow();
    }

    /** What the next process finds. */
    private Recovered reopened() throws Exception {
        store.close();
        open();
        store.caughtUp();
        return store.recovered(Duration.ZERO);
    }

    private void assertAgreed(Recovered recovered) throws IOException {
        assertThat(Ledgers.sums(recovered.balances())).isNotEmpty().isEqualTo(Ledgers.sums(folder));
        assertThat(recovered.balances()).doesNotHaveDuplicates().noneMatch(posting -> posting.until() == 0);
    }

    private static long cost(Recovered recovered) {
        return recovered.balances().stream()
                .filter(posting -> posting.counted() == Counted.COST)
                .mapToLong(Posting::amount)
                .sum();
    }

    private long number(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(sql).getLong(1);
        }
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("logs-2026-11-22.db"));
    }
}
