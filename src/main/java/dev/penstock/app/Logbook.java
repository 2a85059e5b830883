package dev.penstock.app;

import dev.penstock.config.Settings;
import dev.penstock.record.Analytics;
import dev.penstock.record.CallHistory;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.Recovered;
import dev.penstock.record.RowCorrections;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.sqlite.LogReader;
import dev.penstock.store.sqlite.RollupReader;
import dev.penstock.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** The log as each needs it: calls append to the spool, the API reads, annotates, deletes and sums. */
record Logbook(
        Spool spool,
        Entered entered,
        CallHistory history,
        LogKeeper keeper,
        RowCorrections corrections,
        Analytics analytics,
        LogBounds bounds) {

    /** What ended processes left of the ledger, once all of it is stored. */
    interface Entered {
        Recovered recovered(Duration within) throws IOException, InterruptedException;
    }

    static Logbook open(Settings settings, InstantSource clock) throws IOException {
        Path logs = Files.createDirectories(settings.data().resolve("logs"));
        Path waiting = Files.createDirectories(settings.data().resolve("spool"));
        LogBounds bounds = new LogBounds();
        SqliteStore store = new SqliteStore(logs, clock, bounds);
        Spool spool = Spool.open(waiting, SpoolBounds.of(settings.limits()), store, System::nanoTime);
        return new Logbook(
                spool,
                store::recovered,
                new LogReader(logs),
                store.keeper(),
                store.corrections(),
                new RollupReader(logs),
                bounds);
    }
}
