package dev.penstock.store.sqlite;

import dev.penstock.call.Scope;
import dev.penstock.record.Annotation;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.LoggedCall;
import dev.penstock.record.Recovered;
import dev.penstock.record.Reservation;
import dev.penstock.record.RowCorrections;
import dev.penstock.store.spool.RowStore;
import dev.penstock.store.spool.RowsRefused;
import dev.penstock.store.spool.Spooled;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.spool.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Keeps call rows in a folder of SQLite files, one for each UTC day. One thread's. */
public final class SqliteStore implements RowStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    /** Today, and yesterday for calls that began before midnight; one more for a late row. */
    private static final int MOST_OPEN = 3;

    private final Path folder;
    private final InstantSource clock;
    private final BodyBlocks blocks = new BodyBlocks();
    /** By day; the least recently used first. */
    private final Map<Long, DayFile> open = new LinkedHashMap<>(8, 0.75f, true);

    /** Days with commits that a power cut could undo. */
    private final Set<Long> undurable = new HashSet<>();

    private final Orders orders = new Orders();
    private final Housekeeping housekeeping;
    private final Recovery recovery;
    private final CompletableFuture<Recovered> recovered = new CompletableFuture<>();

    /**
     * Keeps all rows for ever.
     *
     * @param folder is created if it is missing
     */
    public SqliteStore(Path folder) throws IOException {
        this(folder, InstantSource.fixed(Instant.EPOCH), scope -> LogBound.NONE);
    }

    /**
     * @param folder is created if it is missing
     * @param bounds how many rows a gateway keeps, and how long, by the settings of the moment
     */
    public SqliteStore(Path folder, InstantSource clock, Function<Scope, LogBound> bounds) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.clock = clock;
        this.recovery = new Recovery(this, folder, clock);
        this.housekeeping = new Housekeeping(this, new LogReader(folder), clock, bounds);
    }

    /** Changes what is kept, with the thread that stores. */
    public LogKeeper keeper() {
        return new SqliteKeeper(orders, new LogReader(folder));
    }

    /** Corrects what is kept, with the thread that stores. */
    public RowCorrections corrections() {
        return new SqliteCorrections(orders);
    }

    @Override
    public void store(List<? extends Spooled> entries, boolean durably) throws StoreUnavailable, RowsRefused {
        for (Map.Entry<Long, DayBatch> day : DayBatch.of(entries, housekeeping).entrySet()) {
            List<SpooledRow> rows = day.getValue().rows();
            visit(day.getKey(), file -> file.insert(rows, day.getValue().reservations(), durably));
            housekeeping.stored(day.getKey(), rows);
        }
        if (durably) {
            for (Long day : List.copyOf(undurable)) {
                visit(day, DayFile::sync);
                undurable.remove(day);
            }
        }
    }

    @Override
    public void caughtUp() throws StoreUnavailable {
        try {
            recovered.complete(recovery.run());
        } catch (IOException failure) {
            throw new StoreUnavailable("Cannot look into " + folder, failure);
        }
    }

    /**
     * What ended processes left of the ledger. Waits until the store has all of it; no call may begin before. Any
     * thread may ask, of a store that is open in a spool.
     */
    public Recovered recovered(Duration within) throws IOException, InterruptedException {
        try {
            return recovered.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new IOException(
                    "What an earlier process left in the spool was not stored within " + within.toSeconds()
                            + " seconds, so limits and budgets are not known; look for the store's errors in the log",
                    late);
        }
    }

    @Override
    public boolean tend() {
        return orders.carryOutOne(this) || housekeeping.tend();
    }

    /** What is held for some calls of a day that have no row, each call's together. */
    List<List<Reservation>> reserved(long day, int most) throws StoreUnavailable, RowsRefused {
        return ask(day, file -> file.reserved(most));
    }

    Optional<LoggedCall> annotate(long day, String id, Annotation annotation) throws StoreUnavailable, RowsRefused {
        return ask(day, file -> file.annotate(id, annotation));
    }

    long lastRow(long day) throws StoreUnavailable, RowsRefused {
        return ask(day, DayFile::lastRow);
    }

    /** How many rows were replaced; where any were, they survive a power cut. */
    int correct(long day, long after, long upTo, Function<CallRow, Optional<CallRow>> correction)
            throws StoreUnavailable, RowsRefused {
        int corrected = ask(day, file -> file.correct(after, upTo, correction));
        if (corrected > 0) {
            visit(day, DayFile::sync);
            undurable.remove(day);
        }
        return corrected;
    }

    /** How many of the rows were there. */
    long erase(long day, List<Long> rows) throws StoreUnavailable, RowsRefused {
        List<Scope> erased = ask(day, file -> file.erase(rows));
        housekeeping.erased(day, erased);
        return erased.size();
    }

    DaySurvey survey(long day) throws StoreUnavailable, RowsRefused {
        return ask(day, DayFile::survey);
    }

    /** One bite; true while there is more. */
    boolean tidy(long day) throws StoreUnavailable, RowsRefused {
        return ask(day, DayFile::tidy);
    }

    /** Takes marks of before a time away, and the whole day where nothing is left of it; true if it is gone. */
    boolean purge(long day, long before) throws StoreUnavailable, RowsRefused {
        visit(day, file -> file.purge(before));
        if (Days.begin(day + 1) > before || !ask(day, DayFile::isEmpty)) {
            return false;
        }
        forget(day);
        undurable.remove(day);
        for (Path file : Days.files(Days.path(folder, day))) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException refused) {
                throw new StoreUnavailable("Cannot delete " + file, refused);
            }
        }
        return true;
    }

    Set<Long> days() throws IOException {
        return Days.in(folder).keySet();
    }

    @Override
    public void close() {
        orders.close();
        List.copyOf(open.keySet()).forEach(this::forget);
        blocks.close();
    }

    private interface Visit {
        void to(DayFile file) throws SQLException;
    }

    private void visit(long day, Visit visit) throws StoreUnavailable, RowsRefused {
        try {
            visit.to(file(day));
        } catch (SQLException failure) {
            throw told(day, failure);
        } catch (IOException failure) {
            throw new StoreUnavailable("Cannot make " + Days.path(folder, day), failure);
        }
    }

    private interface Question<T> {
        T of(DayFile file) throws SQLException;
    }

    private <T> T ask(long day, Question<T> question) throws StoreUnavailable, RowsRefused {
        List<T> answer = new ArrayList<>(1);
        visit(day, file -> answer.add(question.of(file)));
        return answer.getFirst();
    }

    private DayFile file(long day) throws SQLException, IOException {
        undurable.add(day);
        DayFile file = open.get(day);
        if (file != null) {
            return file;
        }
        if (open.size() >= MOST_OPEN) {
            forget(open.keySet().iterator().next());
        }
        DayFile opened = DayFile.open(Days.path(folder, day), blocks, clock);
        open.put(day, opened);
        return opened;
    }

    /** Lets go of a day's file; where it is still undurable, the next durable visit opens it again. */
    private void forget(long day) {
        DayFile file = open.remove(day);
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (SQLException failure) {
            LOG.warn("Cannot close {}: {}", Days.path(folder, day), codeOf(failure));
        }
    }

    /** Names the code only: messages of SQLite may quote what was stored. */
    private StoreUnavailable told(long day, SQLException failure) throws RowsRefused {
        Path path = Days.path(folder, day);
        SQLiteErrorCode code = codeOf(failure);
        String message = path + " answers " + code.name();
        switch (primary(code)) {
            case SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE ->
                throw new RowsRefused(message, failure);
            case SQLITE_BUSY, SQLITE_LOCKED -> LOG.debug("{}", message);
            case SQLITE_CORRUPT, SQLITE_NOTADB -> setAside(day, path);
            default -> forget(day);
        }
        return new StoreUnavailable(message, failure);
    }

    /** A file that is no database any more must not stop the calls: it is kept beside, and the day begins anew. */
    private void setAside(long day, Path path) {
        forget(day);
        undurable.remove(day);
        try {
            Path aside = freeName(path);
            Files.move(path, aside);
            for (Path companion : Days.files(path)) {
                Files.deleteIfExists(companion);
            }
            LOG.error("{} is damaged; it is kept as {}, and a new one is begun", path, aside);
        } catch (IOException failure) {
            LOG.error("{} is damaged and cannot be moved out of the way; rows wait in the spool", path, failure);
        }
    }

    private static Path freeName(Path path) {
        int number = 1;
        while (Files.exists(path.resolveSibling(path.getFileName() + ".damaged-" + number))) {
            number++;
        }
        return path.resolveSibling(path.getFileName() + ".damaged-" + number);
    }

    private static SQLiteErrorCode codeOf(SQLException failure) {
        return failure instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    /** The low byte says what kind of error an extended code is (sqlite.org/rescode.html). */
    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return code.code < 0 ? code : SQLiteErrorCode.getErrorCode(code.code & 0xFF);
    }
}
