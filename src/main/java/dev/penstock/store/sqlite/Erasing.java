package dev.penstock.store.sqlite;

import dev.penstock.call.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows away from the tables of a day. A deleted row stays for a while as a mark without contents, because the
 * spool may give it once more after a crash.
 */
final class Erasing implements AutoCloseable {
    private static final int BLOCKS_AT_ONCE = 8;
    private static final int ROWS_AT_ONCE = 1_000;
    private static final int PAGES_AT_ONCE = 2_000;

    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement empty;
    private final PreparedStatement mark;

    Erasing(Connection connection) throws SQLException {
        this.connection = connection;
        find = connection.prepareStatement("select account, gateway, body from requests where row = ? and state = 0");
        empty = connection.prepareStatement("update requests set state = 2, event_id = null, token_id = null,"
                + " provider = '', model = '', failure = null, metadata = null, annotated = 0, feedback = null,"
                + " score = null, body = null, detail = x'' where row = ?");
        mark = connection.prepareStatement("insert or ignore into erasures values(?)");
    }

    /** Whose row it was; empty where it may not be found any more. */
    Optional<Scope> erase(long row) throws SQLException {
        find.setLong(1, row);
        try (ResultSet found = find.executeQuery()) {
            if (!found.next()) {
                return Optional.empty();
            }
            Scope scope = new Scope(found.getString(1), found.getString(2));
            long body = found.getLong(3);
            // A row without bodies still needs the file tidied: block 0 is none.
            mark.setLong(1, found.wasNull() ? 0 : BodyBlocks.blockOf(body));
            mark.executeUpdate();
            empty.setLong(1, row);
            empty.executeUpdate();
            return Optional.of(scope);
        }
    }

    /** Rewrites some blocks without the bodies no row points to; true while there are more. */
    boolean rewriteBlocks() throws SQLException {
        List<Long> marked = numbers("select block from erasures order by block limit " + BLOCKS_AT_ONCE);
        for (long block : marked) {
            rewrite(block);
        }
        return marked.size() == BLOCKS_AT_ONCE;
    }

    /** Gives free pages back and empties the write-ahead log, outside a transaction. */
    void reclaim() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The driver steps an update to its end; of execute it takes the first row, and one page is given back.
            statement.executeUpdate("pragma incremental_vacuum(" + PAGES_AT_ONCE + ")");
            statement.execute("pragma wal_checkpoint(truncate)");
        }
    }

    /** Removes rows nobody can find, of calls that ended before a time; their numbers. */
    List<Long> purge(long before) throws SQLException {
        List<Long> rows = numbers("select row from requests where state in (1, 2) and created_at < " + before
                + " and created_at + duration_micros / 1000 < " + before + " limit " + ROWS_AT_ONCE);
        try (PreparedStatement delete = connection.prepareStatement("delete from requests where row = ?")) {
            for (long row : rows) {
                delete.setLong(1, row);
                delete.addBatch();
            }
            delete.executeBatch();
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        try (find;
                empty;
                mark) {
            connection.clearWarnings();
        }
    }

    private void rewrite(long block) throws SQLException {
        List<Long> living = numbers("select body from requests where body between " + BodyBlocks.firstOf(block)
                + " and " + (BodyBlocks.firstOf(block + 1) - 1));
        if (living.isEmpty()) {
            change("delete from bodies where block = ?", block, null);
        } else {
            byte[] stored = data(block);
            if (stored.length > 0) {
                change("update bodies set data = ?2 where block = ?1", block, BodyBlocks.only(stored, living));
            }
        }
        change("delete from erasures where block = ?", block, null);
    }

    private void change(String sql, long block, byte @Nullable [] data) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, block);
            if (data != null) {
                statement.setBytes(2, data);
            }
            statement.executeUpdate();
        }
    }

    private byte[] data(long block) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select data from bodies where block = ?")) {
            statement.setLong(1, block);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? found.getBytes(1) : new byte[0];
            }
        }
    }

    private List<Long> numbers(String sql) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                numbers.add(found.getLong(1));
            }
        }
        return numbers;
    }
}
