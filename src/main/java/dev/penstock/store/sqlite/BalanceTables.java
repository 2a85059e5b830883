package dev.penstock.store.sqlite;

import dev.penstock.store.spool.PayloadOut;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The sums of all postings of a day's rows, changed in the same transaction as they. Taking rows away changes no sum.
 *
 * <p>A batch adds one piece; nothing is read and rewritten for it, because the buckets of a batch lie on as many pages.
 * When a level has many pieces they become one of the next level, without what counts no more: each entry is rewritten
 * a few times at most, and one of a short window seldom more than once.
 */
final class BalanceTables implements AutoCloseable {
    private static final String TABLE =
            "create table if not exists balances(level integer not null, last integer not null, data blob not null)";

    private static final int MOST_PIECES = 32;
    /** A clock that is set back by less takes nothing away. */
    private static final long GRACE_MILLIS = 60_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement delete;
    private final PayloadOut out = new PayloadOut();
    /** How many pieces each level has. */
    private final List<Integer> pieces = new ArrayList<>();

    private boolean loaded;
    private boolean changed;
    /** When the latest of the calls began that were counted since the file was opened. */
    private long latest = Long.MIN_VALUE;

    /** Outside a transaction. */
    BalanceTables(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        insert = connection.prepareStatement("insert into balances values(?, ?, ?)");
        select = connection.prepareStatement("select data from balances where level = ?");
        delete = connection.prepareStatement("delete from balances where level = ?");
    }

    /** Adds what is not over in a file, if it keeps balances at all. */
    static void read(Connection connection, long now, PostingSums into) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery("select 1 from sqlite_schema where name = 'balances'")) {
                if (!table.next()) {
                    return;
                }
            }
            try (ResultSet found = statement.executeQuery("select data from balances where last > " + now)) {
                while (found.next()) {
                    into.add(found.getBytes(1));
                }
            }
        }
    }

    /** Counts rows within the transaction that is open. After an exception or a rollback, call {@link #rolledBack}. */
    void apply(Collection<RollupTables.Change> changes, long now) throws SQLException {
        PostingSums sums = new PostingSums();
        for (RollupTables.Change change : changes) {
            if (change.before() != null) {
                sums.add(change.before(), -1);
            }
            sums.add(change.after(), 1);
            latest = Math.max(latest, change.after().createdAt());
        }
        if (sums.isEmpty()) {
            return;
        }
        load();
        changed = true;
        add(0, sums);
        for (int level = 0; level < pieces.size() && pieces.get(level) >= MOST_PIECES; level++) {
            join(level, level, now);
        }
    }

    /** Forgets what it remembers of the table, because it is as it was. */
    void rolledBack() {
        loaded = false;
    }

    /** Makes one piece of what was added since the file was opened. Outside a transaction. */
    void join(long now) throws SQLException {
        if (!changed) {
            return;
        }
        connection.setAutoCommit(false);
        try {
            load();
            join(0, pieces.size() - 1, now);
            connection.commit();
            changed = false;
        } catch (SQLException | RuntimeException failure) {
            connection.rollback();
            rolledBack();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Whether anything in it still counts. */
    boolean areLive(long now) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select exists(select 1 from balances where last > " + (now - GRACE_MILLIS) + ")")) {
            return found.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        try (insert;
                select;
                delete) {
            loaded = false;
        }
    }

    private void load() throws SQLException {
        if (loaded) {
            return;
        }
        pieces.clear();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select level, count(*) from balances group by level")) {
            while (found.next()) {
                count(found.getInt(1), found.getInt(2));
            }
        }
        loaded = true;
    }

    private void count(int level, int more) {
        while (pieces.size() <= level) {
            pieces.add(0);
        }
        pieces.set(level, pieces.get(level) + more);
    }

    private void add(int level, PostingSums sums) throws SQLException {
        insert.setInt(1, level);
        insert.setLong(2, sums.last());
        insert.setBytes(3, sums.encode(out));
        insert.executeUpdate();
        count(level, 1);
    }

    /** Makes one piece above of all pieces of some levels. */
    private void join(int from, int to, long now) throws SQLException {
        PostingSums sums = new PostingSums();
        for (int level = from; level <= to; level++) {
            select.setInt(1, level);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    sums.add(found.getBytes(1));
                }
            }
            delete.setInt(1, level);
            delete.executeUpdate();
            pieces.set(level, 0);
        }
        // Not by the clock alone: one that was set forwards would take away what counts again once it is set right.
        sums.prune(Math.min(now, latest) - GRACE_MILLIS);
        if (!sums.isEmpty()) {
            add(to + 1, sums);
        }
    }
}
