package dev.penstock.store.replies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The tables of kept answers, and how their file is opened. */
final class ReplySchema {
    static final int PAGE = 8192;
    private static final int VERSION = 1;

    /** What is searched stands apart from the answers, so that noting a use or looking through all rewrites no body. */
    private static final List<String> TABLES = List.of(
            """
            create table places(
                place integer primary key, account text not null, gateway text not null, provider text not null,
                endpoint text not null, unique(account, gateway, provider, endpoint))""",
            """
            create table replies(
                row integer primary key, hash integer not null, place integer not null, key blob not null,
                model text not null, custom_key text, metadata text, asked_at integer not null,
                stored_at integer not null, expires_at integer not null, kept_until integer not null,
                used integer not null, bytes integer not null, fingerprint blob not null)""",
            "create table bodies(row integer primary key, data blob not null)",
            "create unique index replies_by_hash on replies(hash)",
            "create index replies_by_place on replies(place)",
            "create index replies_by_use on replies(used)",
            "create index replies_by_end on replies(kept_until)",
            "create index replies_by_custom_key on replies(custom_key) where custom_key is not null",
            "pragma user_version = " + VERSION);

    private ReplySchema() {}

    /** The writing connection to a file, which is made where it is missing. */
    static Connection open(Path path) throws SQLException, IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            create(path);
        }
        Connection connection = config().createConnection("jdbc:sqlite:" + path);
        try {
            if (number(connection, "pragma user_version") != VERSION) {
                throw new SQLException("written by another version");
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    static Connection openToRead(Path path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(1_000);
        config.setCacheSize(-2_000);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /** The file and what SQLite keeps beside it. */
    static List<Path> files(Path path) {
        return List.of(path, companion(path, "-wal"), companion(path, "-shm"));
    }

    static void delete(Path path) throws IOException {
        for (Path file : files(path)) {
            Files.deleteIfExists(file);
        }
    }

    /** Whether the file itself is at fault, and not the disk or the moment. */
    static boolean isDamage(SQLException failure) {
        if (!(failure instanceof SQLiteException own)) {
            return false;
        }
        SQLiteErrorCode code = own.getResultCode();
        return (code.code & 0xFF) == SQLiteErrorCode.SQLITE_CORRUPT.code
                || code == SQLiteErrorCode.SQLITE_NOTADB
                || code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ;
    }

    /** Names the code only: messages of SQLite may quote what was kept. */
    static String name(SQLException failure) {
        return failure instanceof SQLiteException own ? own.getResultCode().name() : "an error";
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(PAGE);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A power cut may take the last answers, never leave half of one.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(1_000);
        config.setCacheSize(-8_000);
        return config;
    }

    private static void create(Path path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(PAGE);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + path)) {
            // Before the first table, or it says nothing.
            run(connection, "pragma auto_vacuum = incremental");
            connection.setAutoCommit(false);
            for (String sql : TABLES) {
                run(connection, sql);
            }
            connection.commit();
        }
    }

    private static Path companion(Path path, String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }
}
