package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogFilter;
import dev.penstock.record.LogOrder;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.store.index.IndexFiles;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.testkit.RandomQueries;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.VariedRows;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a page takes among a million rows of one gateway while more are written. */
@Tag("soak")
class LogSpeedTest {
    private static final int ROWS = 1_000_000;
    private static final int A_SECOND = 500;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @Test
    void a_page_of_any_query_takes_no_longer_than_200_ms() throws Exception {
        fill();
        report("index bytes a row: " + indexBytes() / ROWS);
        AtomicBoolean over = new AtomicBoolean();
        try (SqliteStore store = new SqliteStore(folder.resolve("logs"));
                Spool spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT, store, System::nanoTime)) {
            Thread writer = Thread.ofPlatform().start(() -> write(spool.appender(), over));
            long[] took = ask(new LogReader(folder.resolve("logs")));
            over.set(true);
            writer.join();
            report("queries " + took.length + ": p50 " + took[took.length / 2] / 1_000 + " us, p95 "
                    + took[took.length * 95 / 100] / 1_000 + " us, most " + took[took.length - 1] / 1_000 + " us");
            report("written meanwhile: " + spool.counters().written());
            assertThat(took[took.length * 95 / 100]).isLessThan(200_000_000);
        }
    }

    private long[] ask(LogReader reader) throws Exception {
        List<LogQuery> queries = queries();
        // The first of each kind warms the code.
        for (LogQuery query : queries.subList(0, 60)) {
            reader.page(query);
        }
        long[] took = new long[queries.size()];
        long[] cpu = new long[queries.size()];
        List<String> slow = new ArrayList<>();
        for (int i = 0; i < took.length; i++) {
            long begin = System.nanoTime();
            long cpuBegin = THREADS.getCurrentThreadCpuTime();
            reader.page(queries.get(i));
            cpu[i] = THREADS.getCurrentThreadCpuTime() - cpuBegin;
            took[i] = System.nanoTime() - begin;
            if (took[i] > 150_000_000) {
                slow.add(took[i] / 1_000_000 + " ms: " + queries.get(i));
            }
        }
        slow.forEach(LogSpeedTest::report);
        Arrays.sort(took);
        Arrays.sort(cpu);
        report("cpu: p50 " + cpu[cpu.length / 2] / 1_000 + " us, p95 " + cpu[cpu.length * 95 / 100] / 1_000 + " us");
        return took;
    }

    private static List<LogQuery> queries() {
        RandomQueries random = new RandomQueries(1);
        List<LogQuery> queries = new ArrayList<>();
        LogQuery all = LogQuery.of(new LogScope.Gateway(SampleRows.SCOPE)).withExtent();
        for (LogOrder.By by : LogOrder.By.values()) {
            for (boolean descending : new boolean[] {true, false}) {
                queries.add(all.by(new LogOrder(by, descending)));
                queries.add(all.by(new LogOrder(by, descending)).page(900, 50));
            }
        }
        for (LogFilter.TextField field : LogFilter.TextField.values()) {
            for (LogFilter.Match match : LogFilter.Match.values()) {
                queries.add(all.where(new LogFilter.ByText(field, match, List.of("gpt-5", "u12", "a"))));
            }
        }
        for (LogFilter.NumberField field : LogFilter.NumberField.values()) {
            for (LogFilter.Compare compare : LogFilter.Compare.values()) {
                queries.add(all.where(new LogFilter.ByNumber(field, compare, 500)));
            }
        }
        for (LogFilter.FlagField field : LogFilter.FlagField.values()) {
            queries.add(all.where(new LogFilter.ByFlag(field, true)));
        }
        for (LogFilter.Match match : LogFilter.Match.values()) {
            queries.add(all.where(new LogFilter.ByMetadata("user", match, List.of("u12"))));
        }
        queries.add(all.where(new LogFilter.Search("nowhere")));
        queries.add(all.where(new LogFilter.Search("u12")));
        while (queries.size() < 260) {
            queries.add(random.query(SampleRows.SCOPE, SampleRows.NOON, 1_000).page(1 + queries.size() % 40, 50));
        }
        return queries;
    }

    private void fill() throws Exception {
        VariedRows rows = new VariedRows(1);
        try (SqliteStore store = new SqliteStore(folder.resolve("logs"))) {
            long spent = 0;
            for (int i = 0; i < ROWS; i += 1_000) {
                List<CallRow> some = new ArrayList<>(1_000);
                for (int j = i; j < i + 1_000; j++) {
                    some.add(rows.row(SampleRows.SCOPE, SampleRows.NOON + j / 40, j));
                }
                var spooled = StoreSteps.spooled(some);
                long begin = System.nanoTime();
                store.store(spooled, false);
                spent += System.nanoTime() - begin;
            }
            report("stored at " + spent / 1_000.0 / ROWS + " us a row");
        }
    }

    private static void write(CallLog log, AtomicBoolean over) {
        VariedRows rows = new VariedRows(2);
        for (int i = ROWS; !over.get(); i++) {
            log.append(rows.row(SampleRows.SCOPE, SampleRows.NOON + i / 40, i));
            LockSupport.parkNanos(1_000_000_000 / A_SECOND);
        }
    }

    private long indexBytes() throws Exception {
        long bytes = 0;
        for (Path file : IndexFiles.of(folder.resolve("logs/logs-2026-11-22.db"))) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static void report(String line) {
        System.out.println("LogSpeed " + line);
    }
}
