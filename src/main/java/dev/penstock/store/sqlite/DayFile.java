package dev.penstock.store.sqlite;

import dev.penstock.call.Scope;
import dev.penstock.record.Annotation;
import dev.penstock.record.CallRow;
import dev.penstock.record.LoggedCall;
import dev.penstock.record.Reservation;
import dev.penstock.store.index.IndexWriter;
import dev.penstock.store.spool.SpooledReservation;
import dev.penstock.store.spool.SpooledRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/** The writing connection to one day's database, and the index beside it. One thread's. */
final class DayFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DayFile.class);

    private final Path path;
    private final Connection connection;
    private final RollupTables rollups;
    private final BalanceTables balances;
    private final OpenReservations reservations;
    private final DayTables tables;
    private final Erasing erasing;
    private final InstantSource clock;
    /** Null where the disk refused it: readers then ask the database. */
    private @Nullable IndexWriter index;
    /** Whether a commit was made that a power cut could undo; at first, those of whoever had the file open before. */
    private boolean undurable = true;

    /**
     * Opens the file, or makes it.
     *
     * @param blocks shared by the files of all days, empty between batches
     */
    static DayFile open(Path path, BodyBlocks blocks, InstantSource clock) throws SQLException, IOException {
        if (!Files.exists(path)) {
            Schema.create(path);
        }
        return new DayFile(path, blocks, clock);
    }

    private DayFile(Path path, BodyBlocks blocks, InstantSource clock) throws SQLException {
        this.path = path;
        this.clock = clock;
        connection = connect(path);
        try {
            Schema.migrate(connection);
            rollups = new RollupTables(connection);
            balances = new BalanceTables(connection);
            reservations = new OpenReservations(connection);
            tables = new DayTables(connection, blocks);
            erasing = new Erasing(connection);
            index = Indexing.open(path, connection, tables.lastRow());
            connection.setAutoCommit(false);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** All of them or, after an exception, none. */
    void insert(List<SpooledRow> rows, List<SpooledReservation> held, boolean durably) throws SQLException {
        if (durably) {
            commitsDurably(true);
        }
        try {
            List<DayTables.Written> written = tables.write(rows);
            List<RollupTables.Change> changes = written.stream()
                    .map(one -> new RollupTables.Change(one.before(), one.after()))
                    .toList();
            rollups.apply(changes);
            balances.apply(changes, clock.millis());
            reservations.apply(rows, held);
            written.forEach(one -> index(one.row(), one.call()));
            commit();
            undurable = !durably;
        } catch (SQLException | RuntimeException failure) {
            tables.forget();
            rollups.rolledBack();
            balances.rolledBack();
            reservations.rolledBack();
            rollback(failure);
            throw failure;
        } finally {
            if (durably) {
                commitsDurably(false);
            }
        }
    }

    /** Puts what is said of a row beside it; empty where there is no such row. */
    Optional<LoggedCall> annotate(String id, Annotation annotation) throws SQLException {
        Optional<StoredRow> found = tables.find(id).filter(row -> row.state() == Schema.LOGGED);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            StoredRow row = tables.annotate(found.get(), annotation);
            Optional<LoggedCall> call = row.call(null);
            call.ifPresent(now -> index(row.row(), now));
            commit();
            return call;
        } catch (SQLException | RuntimeException failure) {
            rollback(failure);
            throw failure;
        }
    }

    long lastRow() {
        return tables.lastRow();
    }

    /** Replaces rows and takes their sums along, all or none; how many. */
    int correct(long after, long upTo, Function<CallRow, Optional<CallRow>> correction) throws SQLException {
        try {
            List<DayTables.Written> written = tables.correct(after, upTo, correction);
            if (!written.isEmpty()) {
                rollups.apply(written.stream()
                        .map(one -> new RollupTables.Change(one.before(), one.after()))
                        .toList());
                written.forEach(one -> index(one.row(), one.call()));
                undurable = true;
            }
            commit();
            return written.size();
        } catch (SQLException | RuntimeException failure) {
            rollups.rolledBack();
            rollback(failure);
            throw failure;
        }
    }

    /** Takes what these rows say away; the scopes of those that were there. */
    List<Scope> erase(List<Long> rows) throws SQLException {
        try {
            List<Scope> scopes = new ArrayList<>();
            for (long row : rows) {
                Optional<Scope> scope = erasing.erase(row);
                if (scope.isPresent()) {
                    scopes.add(scope.get());
                    if (index != null) {
                        index.clear(row);
                    }
                }
            }
            commit();
            return scopes;
        } catch (SQLException | RuntimeException failure) {
            rollback(failure);
            throw failure;
        }
    }

    /** Removes one bite of what deleted rows left behind; true while there is more. */
    boolean tidy() throws SQLException {
        boolean more = erasing.rewriteBlocks();
        connection.commit();
        if (more) {
            return true;
        }
        sweep();
        connection.setAutoCommit(true);
        try {
            erasing.reclaim();
        } finally {
            connection.setAutoCommit(false);
        }
        return false;
    }

    /** Removes the marks of deleted rows and the rows that only counted, of calls before a time. */
    void purge(long before) throws SQLException {
        for (long row : erasing.purge(before)) {
            if (index != null) {
                index.clear(row);
            }
        }
        commit();
    }

    /** Whether nothing would be lost with the file. */
    boolean isEmpty() throws SQLException {
        return tables.isEmpty()
                && !rollups.keepsAnything()
                && !balances.areLive(clock.millis())
                && reservations.areNone();
    }

    /** What is held for some calls that have no row, each call's together. */
    List<List<Reservation>> reserved(int most) throws SQLException {
        return reservations.some(most);
    }

    DaySurvey survey() throws SQLException {
        return DaySurvey.of(connection);
    }

    /** Makes every earlier commit survive a power cut. */
    void sync() throws SQLException {
        if (!undurable) {
            return;
        }
        commitsDurably(true);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update syncs set count = count + 1");
            connection.commit();
            undurable = false;
        } finally {
            commitsDurably(false);
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                tables;
                erasing;
                rollups;
                balances;
                reservations) {
            connection.setAutoCommit(true);
            rollups.sumDay();
            balances.join(clock.millis());
            run(connection, "pragma wal_checkpoint(truncate)");
        }
        if (index != null) {
            try {
                index.close();
            } catch (IOException failure) {
                LOG.warn("Cannot close the index of {}; it is made anew when next needed", path, failure);
            }
        }
    }

    private static Connection connect(Path path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(8192);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(2_000);
        config.setCacheSize(-8_000);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Integer.toString(32 << 20));
        Connection connection = config.createConnection("jdbc:sqlite:" + path);
        run(connection, "pragma wal_autocheckpoint = 2000");
        run(connection, "pragma secure_delete = on");
        return connection;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void index(long row, LoggedCall call) {
        if (index != null) {
            index.put(row, call);
        }
    }

    /** The database first: the index follows it, and is made anew where it could not. */
    private void commit() throws SQLException {
        connection.commit();
        onIndex(IndexWriter::flush);
    }

    private void sweep() {
        onIndex(IndexWriter::sweep);
    }

    private interface IndexWork {
        void on(IndexWriter index) throws IOException;
    }

    private void onIndex(IndexWork work) {
        if (index == null) {
            return;
        }
        try {
            work.on(index);
        } catch (IOException | RuntimeException failure) {
            LOG.error("Cannot write the index of {}; readers ask the database", path, failure);
            Indexing.abandon(path, index);
            index = null;
        }
    }

    private void rollback(Exception because) {
        if (index != null) {
            index.drop();
        }
        try {
            connection.rollback();
        } catch (SQLException failure) {
            because.addSuppressed(failure);
        }
    }

    /** Outside a transaction only, which the driver otherwise always keeps open. */
    private void commitsDurably(boolean durably) throws SQLException {
        connection.setAutoCommit(true);
        run(connection, "pragma synchronous = " + (durably ? "full" : "normal"));
        connection.setAutoCommit(false);
    }
}
