package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.record.Recovered;
import dev.penstock.record.Reservation;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.RowsRefused;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.spool.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Finds what ended processes left of the ledger, once at the start. What they held for calls that never ended is
 * charged: a row is stored for each, and with it the reservations go, so that a second end in the middle changes
 * nothing.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int CALLS_AT_ONCE = 500;

    private final SqliteStore store;
    private final Path folder;
    private final InstantSource clock;
    private int expired;

    Recovery(SqliteStore store, Path folder, InstantSource clock) {
        this.store = store;
        this.folder = folder;
        this.clock = clock;
    }

    Recovered run() throws StoreUnavailable, IOException {
        PostingSums sums = new PostingSums();
        long now = clock.millis();
        for (Map.Entry<Long, Path> day : Days.in(folder).entrySet()) {
            sums.add(left(day.getKey(), day.getValue(), now).postings(), 1);
        }
        sums.prune(now);
        if (expired > 0) {
            LOG.warn("{} calls were under way when an earlier process ended; they are charged as held", expired);
        }
        return new Recovered(expired, sums.postings());
    }

    private PostingSums left(long day, Path file, long now) throws StoreUnavailable {
        PostingSums sums = new PostingSums();
        if (read(file, now, sums) > 0) {
            expire(day);
            sums = new PostingSums();
            read(file, now, sums);
        }
        return sums;
    }

    private void expire(long day) throws StoreUnavailable {
        try {
            for (List<SpooledRow> some = rows(day); !some.isEmpty(); some = rows(day)) {
                store.store(some, true);
                expired += some.size();
            }
        } catch (RowsRefused refused) {
            LOG.error("What was held on {} cannot be charged as calls; it counts as held", Days.path(folder, day));
        }
    }

    private List<SpooledRow> rows(long day) throws StoreUnavailable, RowsRefused {
        return store.reserved(day, CALLS_AT_ONCE).stream().map(Recovery::row).toList();
    }

    private static SpooledRow row(List<Reservation> held) {
        CallRow row = ExpiredCall.of(held);
        return new SpooledRow(row, RowCodec.encode(row), null);
    }

    /**
     * Adds what counts in a file, what is held for calls included; how many reservations there are. A damaged file says
     * nothing, and must not stop the calls; any other is waited for.
     */
    private static int read(Path file, long now, PostingSums into) throws StoreUnavailable {
        try {
            return Reading.in(file, connection -> {
                BalanceTables.read(connection, now, into);
                return OpenReservations.read(connection, into);
            });
        } catch (IOException failure) {
            if (failure.getCause() instanceof SQLException cause && isDamaged(cause)) {
                LOG.error("{} is damaged: what it says of limits and budgets is lost", file);
                return 0;
            }
            throw new StoreUnavailable("Cannot read what " + file + " says of limits and budgets", failure);
        }
    }

    private static boolean isDamaged(SQLException failure) {
        return failure instanceof SQLiteException known
                && (known.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT
                        || known.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB);
    }
}
