package dev.penstock.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** The tables of a day's file, and how those of older versions are brought up. */
final class Schema {
    static final int VERSION = 2;

    /** What {@code state} says: the row may be found, only counts, or is deleted and kept as a mark for a while. */
    static final int LOGGED = 0;

    static final int COUNTED = 1;
    static final int ERASED = 2;

    /** Those a row brings, in the order they are bound. */
    static final List<String> COLUMNS = List.of(
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
            "detail",
            "state");

    /** Types are left out where SQLite would only convert by them. */
    private static final String REQUESTS = """
            create table requests(
                row integer primary key, id text not null unique, created_at integer not null, account text not null,
                gateway text not null, event_id text, token_id text, provider text not null, model text not null,
                step integer not null, status integer not null, outcome text not null, failure text,
                stream integer not null, cached integer not null, attempts integer not null,
                duration_micros integer not null, first_byte_micros integer, tokens_in integer,
                tokens_cache_read integer, tokens_cache_write integer, tokens_out integer, tokens_reasoning integer,
                cost_nano integer, provider_cost_nano integer, metadata text, body integer, detail blob not null,
                state integer not null default 0, annotated integer not null default 0, feedback integer,
                score real)""";

    private static final List<String> BESIDE = List.of(
            "create index requests_by_body on requests(body) where body is not null",
            "create index requests_unlogged on requests(state, created_at) where state <> 0",
            "create table erasures(block integer primary key)",
            "pragma user_version = " + VERSION);

    private Schema() {}

    /** Makes the file under another name first, so that no reader meets it without its tables. */
    static void create(Path path) throws SQLException, IOException {
        Path unfinished = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(8192);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + unfinished);
                Statement statement = connection.createStatement()) {
            // Before the first table, or it says nothing.
            statement.execute("pragma auto_vacuum = incremental");
            statement.execute(REQUESTS);
            statement.execute("create table bodies(block integer primary key, data blob not null)");
            statement.execute("create table syncs(only integer primary key check(only = 1), count integer not null)");
            statement.execute("insert into syncs values(1, 0)");
            for (String sql : BESIDE) {
                statement.execute(sql);
            }
        }
        Files.move(unfinished, path);
    }

    static int version(Connection connection) throws SQLException {
        return number(connection, "pragma user_version");
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.getInt(1);
        }
    }

    /** Brings a file of the first version up, and lets pages of deleted rows be given back. */
    static void migrate(Connection connection) throws SQLException {
        if (version(connection) == 1) {
            toSecond(connection);
        }
        if (number(connection, "pragma auto_vacuum") == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma auto_vacuum = incremental");
                // The setting needs one whole rewrite, once, and no other statement at that time.
                statement.execute("vacuum");
            }
        }
    }

    /** In one transaction; rows keep their numbers. */
    private static void toSecond(Connection connection) throws SQLException {
        String columns = String.join(", ", COLUMNS.subList(0, COLUMNS.size() - 1));
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop index if exists requests_by_time");
            statement.execute("drop index if exists requests_by_gateway");
            statement.execute("alter table requests rename to requests_before");
            statement.execute(REQUESTS);
            statement.execute("insert into requests(row, " + columns + ") select rowid, " + columns
                    + " from requests_before order by rowid");
            statement.execute("drop table requests_before");
            for (String sql : BESIDE) {
                statement.execute(sql);
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
