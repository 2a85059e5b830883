package dev.penstock.store.sqlite;

import dev.penstock.store.index.IndexWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the index of a database, and makes it anew from the rows where it is not whole. */
final class Indexing {
    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);
    private static final int AT_ONCE = 1_000;

    private Indexing() {}

    /** Null where the disk refuses it. */
    static @Nullable IndexWriter open(Path database, Connection connection, long lastRow) throws SQLException {
        @Nullable IndexWriter index = null;
        try {
            index = IndexWriter.open(database, lastRow);
            if (index.count() < lastRow || lastRow == 0) {
                fill(index, connection, lastRow);
            }
            return index;
        } catch (IOException refused) {
            LOG.error("Cannot make the index of {}; readers ask the database", database, refused);
            if (index != null) {
                abandon(database, index);
            }
            return null;
        }
    }

    static void abandon(Path database, IndexWriter index) {
        try {
            index.abandon(database);
        } catch (IOException refused) {
            LOG.error("Cannot take the index of {} away; delete it", database, refused);
        }
    }

    private static void fill(IndexWriter index, Connection connection, long lastRow) throws SQLException, IOException {
        String sql = "select " + StoredRow.columns(connection) + " from requests where state = 0 order by row";
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int put = 0;
            while (found.next()) {
                StoredRow row = StoredRow.at(found);
                row.call(null).ifPresent(call -> index.put(row.row(), call));
                if (++put % AT_ONCE == 0) {
                    index.flushPart();
                }
            }
        }
        index.reach(lastRow);
        index.flush();
    }
}
