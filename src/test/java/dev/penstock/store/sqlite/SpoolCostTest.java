package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.RowStore;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.store.spool.Spooled;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.spool.StoreUnavailable;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a row costs, printed. The bounds are wide; they catch a mistake, not a slow day. */
@Tag("soak")
class SpoolCostTest {
    private static final int ROWS = 60_000;

    @TempDir
    Path folder;

    @Test
    void appending_takes_microseconds() throws IOException {
        RowStore stalled = new RowStore() {
            @Override
            public void store(List<? extends Spooled> rows, boolean durably) throws StoreUnavailable {
                throw new StoreUnavailable("stalled", new IOException());
            }

            @Override
            public void close() {}
        };
        CallRow[] rows = rows(0);
        SpoolLimits limits = limits(Duration.ofMillis(1));
        try (Spool spool = Spool.open(folder, limits, stalled, System::nanoTime)) {
            CallLog log = spool.appender();
            for (int round = 0; round < 5; round++) {
                long[] took = new long[ROWS];
                long begin = System.nanoTime();
                for (int i = 0; i < ROWS; i++) {
                    long start = System.nanoTime();
                    log.append(rows[i]);
                    took[i] = System.nanoTime() - start;
                }
                double mean = (System.nanoTime() - begin) / 1e3 / ROWS;
                Arrays.sort(took);
                System.out.printf(
                        "append: mean %.2f us, p50 %.2f, p99 %.2f, p99.9 %.1f, max %.0f%n",
                        mean,
                        took[ROWS / 2] / 1e3,
                        took[ROWS / 100 * 99] / 1e3,
                        took[ROWS / 1000 * 999] / 1e3,
                        took[ROWS - 1] / 1e3);
                assertThat(mean).isLessThan(100);
            }
        }
    }

    @Test
    void storing_takes_microseconds() throws Exception {
        for (int size : new int[] {0, 0, 1024, 1024}) {
            SpooledRow[] rows = Arrays.stream(rows(size))
                    .map(row -> new SpooledRow(row, RowCodec.encode(row), row.bodies()))
                    .toArray(SpooledRow[]::new);
            for (int batch : new int[] {500, 40}) {
                try (SqliteStore store = new SqliteStore(folder.resolve("s" + System.nanoTime()))) {
                    long cpu = cpu();
                    long begin = System.nanoTime();
                    for (int i = 0; i < ROWS; i += batch) {
                        store.store(Arrays.asList(rows).subList(i, i + batch), false);
                    }
                    report("store batches of " + batch + ", bodies of " + size, begin, cpu);
                }
            }
        }
    }

    @Test
    void end_to_end_takes_microseconds() throws Exception {
        for (int size : new int[] {0, 1024, 0, 1024, 1024}) {
            CallRow[] rows = rows(size);
            Path data = folder.resolve("e" + System.nanoTime());
            SqliteStore store = new SqliteStore(data.resolve("logs"));
            long cpu = cpu();
            long begin = System.nanoTime();
            try (Spool spool =
                    Spool.open(data.resolve("spool"), limits(Duration.ofSeconds(30)), store, System::nanoTime)) {
                CallLog log = spool.appender();
                for (int i = 0; i < ROWS; i++) {
                    if (i % 400 == 0 && size > 0) {
                        while (spool.counters().heldBodyBytes() > 16 << 20) {
                            LockSupport.parkNanos(1_000_000);
                        }
                    }
                    log.append(rows[i]);
                }
                while (spool.counters().written() < ROWS) {
                    LockSupport.parkNanos(1_000_000);
                }
                report("end to end, bodies of " + size, begin, cpu);
                assertThat(spool.counters().droppedBodies()).isZero();
            }
        }
    }

    @Test
    void steady_two_thousand_calls_a_second() throws Exception {
        CallRow[] rows = rows(1024);
        SqliteStore store = new SqliteStore(folder.resolve("logs"));
        try (Spool spool =
                Spool.open(folder.resolve("spool"), limits(Duration.ofSeconds(30)), store, System::nanoTime)) {
            CallLog log = spool.appender();
            int count = 0;
            for (int round = 0; round < 3; round++) {
                long cpu = cpu();
                long begin = System.nanoTime();
                int first = count;
                while (count - first < 16_000) {
                    log.append(rows[count++]);
                    if (count % 20 == 0) {
                        LockSupport.parkNanos(begin + (count - first) * 500_000L - System.nanoTime());
                    }
                }
                System.out.printf("2,000/s: cpu %.2f us a row%n", (cpu() - cpu) / 1e3 / 16_000);
            }
        }
    }

    @Test
    void hundred_thousand_rows_are_read_again_within_seconds() throws Exception {
        CallRow[] rows = rows(0);
        RowStore stalled = new RowStore() {
            @Override
            public void store(List<? extends Spooled> batch, boolean durably) throws StoreUnavailable {
                throw new StoreUnavailable("stalled", new IOException());
            }

            @Override
            public void close() {}
        };
        try (Spool spool =
                Spool.open(folder.resolve("spool"), limits(Duration.ofMillis(1)), stalled, System::nanoTime)) {
            CallLog log = spool.appender();
            for (int i = 0; i < 100_000; i++) {
                log.append(rows[i % ROWS].id().isEmpty() ? rows[0] : SampleRows.row(i));
            }
        }
        long begin = System.nanoTime();
        try (Spool spool = Spool.open(
                folder.resolve("spool"),
                limits(Duration.ofSeconds(30)),
                new SqliteStore(folder.resolve("logs")),
                System::nanoTime)) {
            assertThat(spool.caughtUp(Duration.ofSeconds(60))).isTrue();
            System.out.printf("replay of 100,000 rows: %d ms%n", (System.nanoTime() - begin) / 1_000_000);
            assertThat(spool.counters().written()).isEqualTo(100_000);
        }
    }

    private static SpoolLimits limits(Duration closeWithin) {
        SpoolLimits normal = SpoolLimits.DEFAULT;
        return new SpoolLimits(
                normal.segmentBytes(),
                normal.segmentAge(),
                normal.pendingBytes(),
                normal.bodyBytes(),
                normal.waitingBytes(),
                normal.batchRows(),
                normal.linger(),
                normal.forceEvery(),
                closeWithin);
    }

    private static CallRow[] rows(int bodySize) {
        CallRow[] rows = new CallRow[ROWS];
        Arrays.setAll(rows, i -> bodySize == 0 ? SampleRows.row(i) : SampleRows.withBodies(i, bodySize));
        return rows;
    }

    private static void report(String what, long begin, long cpu) {
        double wall = (System.nanoTime() - begin) / 1e3 / ROWS;
        System.out.printf(
                "%s: %.2f us wall (%.0f rows/s), %.2f us cpu a row%n",
                what, wall, 1e6 / wall, (cpu() - cpu) / 1e3 / ROWS);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
