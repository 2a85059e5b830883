package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.record.Recovered;
import dev.penstock.record.Reservation;
import dev.penstock.store.spool.RowStore;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.store.spool.Spooled;
import dev.penstock.store.spool.StoreUnavailable;
import dev.penstock.testkit.SampleReservations;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger costs, printed. The bounds are wide; they catch a mistake, not a slow day. */
@Tag("soak")
class LedgerCostTest {
    private static final int ROWS = 60_000;
    private static final int BUCKETS = 50_000;

    @TempDir
    Path folder;

    @Test
    void holding_takes_microseconds() throws Exception {
        RowStore stalled = new RowStore() {
            @Override
            public void store(List<? extends Spooled> entries, boolean durably) throws StoreUnavailable {
                throw new StoreUnavailable("stalled", new IOException());
            }

            @Override
            public void close() {}
        };
        SpoolLimits normal = SpoolLimits.DEFAULT;
        SpoolLimits limits = new SpoolLimits(
                normal.segmentBytes(),
                normal.segmentAge(),
                normal.pendingBytes(),
                0,
                0,
                normal.batchRows(),
                normal.linger(),
                normal.forceEvery(),
                Duration.ofMillis(1));
        Reservation reservation = SampleReservations.of(1, 0);
        try (Spool spool = Spool.open(folder, limits, stalled, System::nanoTime)) {
            CallLog log = spool.appender();
            for (int round = 0; round < 6; round++) {
                long begin = cpu();
                for (int i = 0; i < ROWS; i++) {
                    log.reserve(reservation);
                }
                double mean = (cpu() - begin) / 1e3 / ROWS;
                System.out.printf("reserve: %.2f us cpu%n", mean);
                assertThat(mean).isLessThan(100);
            }
            System.out.println("bytes each: " + spool.counters().pendingBytes() / 6 / ROWS);
        }
    }

    @Test
    void postings_take_a_part_of_what_a_row_takes() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (int postings : new int[] {0, 2}) {
                for (int batch : new int[] {500, 40}) {
                    List<CallRow> rows = rows(postings);
                    try (SqliteStore store = new SqliteStore(folder.resolve("s" + System.nanoTime()))) {
                        var spooled = StoreSteps.spooled(rows);
                        long begin = cpu();
                        for (int i = 0; i < ROWS; i += batch) {
                            store.store(spooled.subList(i, i + batch), false);
                        }
                        double each = (cpu() - begin) / 1e3 / ROWS;
                        System.out.printf("%d postings, batches of %d: %.2f us cpu a row%n", postings, batch, each);
                        assertThat(each).isLessThan(200);
                    }
                }
            }
        }
    }

    @Test
    void starting_takes_milliseconds() throws Exception {
        for (int round = 0; round < 4; round++) {
            restarted("nothing left", folder.resolve("empty" + round), 0);
        }
        Path large = folder.resolve("large");
        List<CallRow> rows = new ArrayList<>(rows(2));
        rows.addAll(rows(2));
        try (SqliteStore store = new SqliteStore(large.resolve("logs"))) {
            for (int i = 0; i < rows.size(); i += 500) {
                store.store(StoreSteps.spooled(rows.subList(i, i + 500)), false);
            }
            List<Spooled> held = new ArrayList<>();
            for (int number = ROWS; number < ROWS + 1_000; number++) {
                held.add(Ledgers.spooled(SampleReservations.of(number, 0)));
            }
            store.store(held, true);
            // As a killed process leaves it: not joined.
            long begin = System.nanoTime();
            Recovery recovery = new Recovery(store, large.resolve("logs"), InstantSource.fixed(Instant.EPOCH));
            Recovered recovered = recovery.run();
            System.out.printf(
                    "after a kill: %d balances, %d calls expired, %.1f ms%n",
                    recovered.balances().size(), recovered.expired(), (System.nanoTime() - begin) / 1e6);
        }
        for (int round = 0; round < 4; round++) {
            restarted("two units of 50,000 buckets", large, 2 * BUCKETS);
        }
        Path year = folder.resolve("year");
        try (SqliteStore store = new SqliteStore(year.resolve("logs"))) {
            for (int day = 0; day < 365; day++) {
                CallRow row = SampleRows.row("d" + day, SampleRows.SCOPE, SampleRows.NOON + day * 86_400_000L, "m", "");
                StoreSteps.store(store, row);
            }
        }
        for (int round = 0; round < 4; round++) {
            restarted("a year of days", year, 0);
        }
    }

    private static void restarted(String what, Path data, int atLeast) throws Exception {
        long begin = System.nanoTime();
        SqliteStore store = new SqliteStore(data.resolve("logs"));
        try (Spool spool = Spool.open(data.resolve("spool"), SpoolLimits.DEFAULT, store, System::nanoTime)) {
            Recovered recovered = store.recovered(Duration.ofSeconds(60));
            System.out.printf(
                    "%s: %d balances in %.1f ms%n",
                    what, recovered.balances().size(), (System.nanoTime() - begin) / 1e6);
            assertThat(recovered.balances()).hasSizeGreaterThanOrEqualTo(atLeast);
            assertThat(spool.counters().lost()).isZero();
        }
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<CallRow> rows(int postings) {
        List<CallRow> rows = new ArrayList<>(ROWS);
        for (int number = 0; number < ROWS; number++) {
            CallRow row = SampleRows.row(number);
            String bucket = "acme/main/rule@monthly/metadata.user=" + number % BUCKETS;
            List<Posting> both = List.of(
                    new Posting(bucket + ":cost", Counted.COST, 1, 531_000, SampleReservations.UNTIL),
                    new Posting(bucket + ":requests", Counted.REQUESTS, 1, 1, SampleReservations.UNTIL));
            rows.add(row.settled(
                    List.of(row.attempts().getFirst().settled(Settlement.SETTLED, both.subList(0, postings)))));
        }
        return rows;
    }
}
