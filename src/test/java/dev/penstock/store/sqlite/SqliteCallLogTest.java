package dev.penstock.store.sqlite;

import dev.penstock.record.CallLog;
import dev.penstock.record.CallLogContract;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteCallLogTest extends CallLogContract {
    @TempDir
    Path folder;

    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(
                folder.resolve("spool"),
                SpoolLimits.DEFAULT,
                new SqliteStore(folder.resolve("logs")),
                System::nanoTime);
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Override
    protected CallLog log() {
        return spool.appender();
    }

    @Override
    protected List<CallRow> rows() throws IOException {
        spool.close();
        return new LogReader(folder.resolve("logs"))
                .list(LogQuery.of(new LogScope.Everything()).limit(10_000));
    }
}
