package dev.penstock.store.sqlite;

import dev.penstock.call.Usage;
import dev.penstock.record.CallRow;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.SpooledRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** The writing connection to one day's database. One thread's. */
final class DayFile implements AutoCloseable {
    private static final int SCHEMA_VERSION = 1;

    private static final List<String> COLUMNS = List.of(
            "id",
            "created_at",
            "account",
            "gateway",
            "event_id",
            "token_id",
            "provider",
            "model",
            "step",
            "status",
            "outcome",
            "failure",
            "stream",
            "cached",
            "attempts",
            "duration_micros",
            "first_byte_micros",
            "tokens_in",
            "tokens_cache_read",
            "tokens_cache_write",
            "tokens_out",
            "tokens_reasoning",
            "cost_nano",
            "provider_cost_nano",
            "metadata",
            "body",
            "detail");

    /** Types are left out where SQLite would only convert by them. */
    private static final List<String> SCHEMA = List.of(
            """
            create table requests(
                id text not null unique, created_at integer not null, account text not null, gateway text not null,
                event_id text, token_id text, provider text not null, model text not null, step integer not null,
                status integer not null, outcome text not null, failure text, stream integer not null,
                cached integer not null, attempts integer not null, duration_micros integer not null,
                first_byte_micros integer, tokens_in integer, tokens_cache_read integer, tokens_cache_write integer,
                tokens_out integer, tokens_reasoning integer, cost_nano integer, provider_cost_nano integer,
                metadata text, body integer, detail blob not null)""",
            "create index requests_by_time on requests(created_at)",
            "create index requests_by_gateway on requests(account, gateway, created_at)",
            "create table bodies(block integer primary key, data blob not null)",
            "create table syncs(only integer primary key check(only = 1), count integer not null)",
            "insert into syncs values(1, 0)",
            "pragma user_version = " + SCHEMA_VERSION);

    private final Connection connection;
    private final PreparedStatement insertRow;
    private final PreparedStatement insertBlock;
    private final PreparedStatement selectDetail;
    private final RollupTables rollups;
    private final BodyBlocks blocks;
    private long nextBlock;
    /** Whether a commit was made that a power cut could undo; at first, those of whoever had the file open before. */
    private boolean undurable = true;

    /**
     * Opens the file, or makes it under another name first, so that no reader meets it without its tables.
     *
     * @param blocks shared by the files of all days, empty between batches
     */
    static DayFile open(Path path, BodyBlocks blocks) throws SQLException, IOException {
        if (!Files.exists(path)) {
            Path unfinished = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(unfinished);
            try (Connection connection = connect(unfinished);
                    Statement statement = connection.createStatement()) {
                for (String sql : SCHEMA) {
                    statement.execute(sql);
                }
            }
            Files.move(unfinished, path);
        }
        return new DayFile(path, blocks);
    }

    private DayFile(Path path, BodyBlocks blocks) throws SQLException {
        this.blocks = blocks;
        connection = connect(path);
        try {
            nextBlock = lastBlock() + 1;
            insertRow = connection.prepareStatement(upsert());
            insertBlock = connection.prepareStatement("insert into bodies(block, data) values(?, ?)");
            selectDetail = connection.prepareStatement("select detail from requests where id = ?");
            rollups = new RollupTables(connection);
            connection.setAutoCommit(false);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** All of them or, after an exception, none. */
    void insert(List<SpooledRow> rows, boolean durably) throws SQLException {
        if (durably) {
            commitsDurably(true);
        }
        long firstBlock = nextBlock;
        try {
            rollups.apply(changes(rows));
            for (SpooledRow row : rows) {
                bind(row.row(), row.encoded(), address(row.bodies()));
                insertRow.addBatch();
            }
            storeOpenBlock();
            insertRow.executeBatch();
            connection.commit();
            undurable = !durably;
        } catch (SQLException | RuntimeException failure) {
            nextBlock = firstBlock;
            blocks.clear();
            insertRow.clearBatch();
            rollups.rolledBack();
            rollback(failure);
            throw failure;
        } finally {
            if (durably) {
                commitsDurably(false);
            }
        }
    }

    private List<RollupTables.Change> changes(List<SpooledRow> rows) throws SQLException {
        Map<String, CallRow> last = new HashMap<>();
        List<RollupTables.Change> changes = new ArrayList<>(rows.size());
        for (SpooledRow row : rows) {
            CallRow after = row.row();
            CallRow before = last.put(after.id(), after);
            changes.add(new RollupTables.Change(before == null ? stored(after.id()) : before, after));
        }
        return changes;
    }

    private @Nullable CallRow stored(String id) throws SQLException {
        selectDetail.setString(1, Plain.of(id));
        try (ResultSet found = selectDetail.executeQuery()) {
            return found.next() ? RowCodec.decode(found.getBytes(1)).orElse(null) : null;
        }
    }

    private void rollback(Exception because) {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            because.addSuppressed(failure);
        }
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
                insertRow;
                insertBlock;
                selectDetail;
                rollups) {
            connection.setAutoCommit(true);
            rollups.sumDay();
            run(List.of("pragma wal_checkpoint(truncate)"));
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
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma wal_autocheckpoint = 2000");
        }
        return connection;
    }

    private void run(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private long lastBlock() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("select coalesce(max(block), 0) from bodies")) {
            return last.getLong(1);
        }
    }

    /** Outside a transaction only, which the driver otherwise always keeps open. */
    private void commitsDurably(boolean durably) throws SQLException {
        connection.setAutoCommit(true);
        run(List.of("pragma synchronous = " + (durably ? "full" : "normal")));
        connection.setAutoCommit(false);
    }

    /** A row read again after a crash comes without the bodies that were stored with it: they stay. */
    private static String upsert() {
        String changes = COLUMNS.stream()
                .filter(column -> !column.equals("id"))
                .map(column -> column.equals("body")
                        ? "body = coalesce(excluded.body, body)"
                        : column + " = excluded." + column)
                .collect(Collectors.joining(", "));
        return "insert into requests(" + String.join(", ", COLUMNS) + ") values(?" + ", ?".repeat(COLUMNS.size() - 1)
                + ") on conflict(id) do update set " + changes;
    }

    private @Nullable Long address(CallRow.@Nullable Bodies bodies) throws SQLException {
        if (bodies == null) {
            return null;
        }
        if (blocks.isFullFor(bodies)) {
            storeOpenBlock();
        }
        return blocks.add(bodies, nextBlock);
    }

    private void storeOpenBlock() throws SQLException {
        if (!blocks.isEmpty()) {
            blocks.store(insertBlock, nextBlock);
            nextBlock++;
        }
    }

    /** In the order of COLUMNS. */
    private void bind(CallRow row, byte[] detail, @Nullable Long body) throws SQLException {
        Usage usage = row.usage();
        text(1, row.id());
        insertRow.setLong(2, row.createdAt());
        text(3, row.scope().account());
        text(4, row.scope().gateway());
        text(5, row.eventId().equals(row.id()) ? null : row.eventId());
        text(6, row.tokenId());
        text(7, row.provider());
        text(8, row.model());
        insertRow.setInt(9, row.step());
        insertRow.setInt(10, row.status());
        text(11, row.outcome().name());
        text(12, row.failure());
        insertRow.setInt(13, row.stream() ? 1 : 0);
        insertRow.setInt(14, row.cached() ? 1 : 0);
        insertRow.setInt(15, row.attempts().size());
        insertRow.setLong(16, row.durationMicros());
        number(17, row.firstByteMicros());
        number(18, usage.inputTotal());
        number(19, usage.cacheRead());
        number(20, cacheWrite(usage));
        number(21, usage.output());
        number(22, usage.outputReasoning());
        number(23, row.costNano());
        number(24, row.providerCostNano());
        text(25, row.metadata());
        number(26, body);
        insertRow.setBytes(27, detail);
    }

    private static @Nullable Long cacheWrite(Usage usage) {
        if (usage.cacheWrite5m() == null && usage.cacheWrite1h() == null) {
            return null;
        }
        return Usage.orZero(usage.cacheWrite5m()) + Usage.orZero(usage.cacheWrite1h());
    }

    private void number(int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            insertRow.setNull(index, Types.INTEGER);
        } else {
            insertRow.setLong(index, value);
        }
    }

    private void text(int index, @Nullable String value) throws SQLException {
        if (value == null) {
            insertRow.setNull(index, Types.VARCHAR);
        } else {
            insertRow.setString(index, Plain.of(value));
        }
    }
}
