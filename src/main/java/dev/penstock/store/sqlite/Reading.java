package dev.penstock.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Opens day files for reading, beside the process that writes them or without one. */
final class Reading {
    private Reading() {}

    /** What is done with one day's file. */
    interface Work<T> {
        T with(Connection connection) throws SQLException, IOException;
    }

    static <T> T in(Path database, Work<T> work) throws IOException {
        try (Connection connection = open(database)) {
            return work.with(connection);
        } catch (SQLException failure) {
            throw new IOException("Cannot read " + database + ": " + failure.getMessage(), failure);
        }
    }

    /**
     * A file in WAL mode needs its companions even to be read. Where they are missing and may not be made, nobody writes
     * it, and it is read as a file that does not change.
     */
    private static Connection open(Path database) throws SQLException {
        try {
            return checked("jdbc:sqlite:" + database);
        } catch (SQLException refused) {
            if (Days.companions(database).stream().anyMatch(Files::exists)) {
                throw refused;
            }
            return checked("jdbc:sqlite:" + database.toUri() + "?immutable=1");
        }
    }

    private static Connection checked(String url) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        Connection connection = config.createConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select count(*) from sqlite_schema");
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }
}
