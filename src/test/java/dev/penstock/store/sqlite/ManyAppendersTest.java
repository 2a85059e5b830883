package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyAppendersTest {
    private static final int APPENDERS = 64;
    private static final int ROWS = 500;

    @TempDir
    Path folder;

    @Test
    void sixty_four_appenders_and_readers_never_meet_a_lock_and_lose_no_row() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        LogReader reader = new LogReader(folder.resolve("logs"));
        try (ExecutorService threads = Executors.newCachedThreadPool();
                Spool spool = Spool.open(
                        folder.resolve("spool"),
                        SpoolLimits.DEFAULT,
                        new SqliteStore(folder.resolve("logs")),
                        System::nanoTime)) {
            List<Future<?>> readers =
                    List.of(threads.submit(() -> read(reader, over)), threads.submit(() -> read(reader, over)));
            List<Future<?>> appenders = new ArrayList<>();
            for (int i = 0; i < APPENDERS; i++) {
                int first = i * ROWS;
                CallLog log = spool.appender();
                appenders.add(threads.submit(() -> append(log, first)));
            }
            awaitAll(appenders);
            while (spool.counters().written() < APPENDERS * ROWS) {
                Thread.sleep(5);
            }
            over.set(true);
            awaitAll(readers);
        }
        assertThat(ids(reader)).hasSize(APPENDERS * ROWS);
    }

    private static void append(CallLog log, int first) {
        for (int i = first; i < first + ROWS; i++) {
            log.append(SampleRows.withBodies(i, 50));
        }
    }

    private static Void read(LogReader reader, AtomicBoolean over) throws IOException {
        while (!over.get()) {
            for (CallRow row : reader.list(
                    LogQuery.of(new LogScope.Gateway(SampleRows.SCOPE)).limit(20))) {
                assertThat(reader.find(new LogScope.Everything(), row.id())
                                .orElseThrow()
                                .bodies())
                        .isNotNull();
            }
        }
        return null;
    }

    private static Set<String> ids(LogReader reader) throws IOException {
        Set<String> ids = new HashSet<>();
        LogQuery query = LogQuery.of(new LogScope.Everything()).limit(10_000);
        for (List<CallRow> page = reader.list(query); !page.isEmpty(); page = reader.list(query)) {
            page.forEach(row -> assertThat(ids.add(row.id())).isTrue());
            query = query.after(page.getLast());
        }
        return ids;
    }

    private static void awaitAll(List<Future<?>> futures) throws InterruptedException, ExecutionException {
        for (Future<?> future : futures) {
            future.get();
        }
    }
}
