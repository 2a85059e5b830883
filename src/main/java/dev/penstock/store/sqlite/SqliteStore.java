package dev.penstock.store.sqlite;

import dev.penstock.store.spool.RowStore;
import dev.penstock.store.spool.RowsRefused;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.spool.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    private final BodyBlocks blocks = new BodyBlocks();
    /** By day; the least recently used first. */
    private final Map<Long, DayFile> open = new LinkedHashMap<>(8, 0.75f, true);

    /** Days with commits that a power cut could undo. */
    private final Set<Long> undurable = new HashSet<>();

    /** @param folder is created if it is missing */
    public SqliteStore(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    @Override
    public void store(List<SpooledRow> rows, boolean durably) throws StoreUnavailable, RowsRefused {
        for (Map.Entry<Long, List<SpooledRow>> day : byDay(rows).entrySet()) {
            visit(day.getKey(), file -> file.insert(day.getValue(), durably));
        }
        if (durably) {
            for (Long day : List.copyOf(undurable)) {
                visit(day, DayFile::sync);
                undurable.remove(day);
            }
        }
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::forget);
        blocks.close();
    }

    private static Map<Long, List<SpooledRow>> byDay(List<SpooledRow> rows) {
        Map<Long, List<SpooledRow>> days = new TreeMap<>();
        for (SpooledRow row : rows) {
            days.computeIfAbsent(Days.of(row.row().createdAt()), day -> new ArrayList<>())
                    .add(row);
        }
        return days;
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

    private DayFile file(long day) throws SQLException, IOException {
        undurable.add(day);
        DayFile file = open.get(day);
        if (file != null) {
            return file;
        }
        if (open.size() >= MOST_OPEN) {
            forget(open.keySet().iterator().next());
        }
        DayFile opened = DayFile.open(Days.path(folder, day), blocks);
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
            for (Path companion : Days.companions(path)) {
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
