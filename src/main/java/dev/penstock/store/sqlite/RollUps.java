package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums that stand in a day's file and change in the same transaction as its rows. */
interface RollUps {
    RollUps NONE = new RollUps() {
        @Override
        public void prepare(Connection connection) {}

        @Override
        public void apply(Connection connection, List<Change> changes) {}

        @Override
        public boolean keepsAnything(Connection connection) {
            return false;
        }
    };

    /**
     * A row that was stored.
     *
     * @param before the row it replaces; null where there was none
     */
    record Change(@Nullable CallRow before, CallRow after) {}

    /** Makes its tables where the file has none. Called when a file is opened, outside a transaction. */
    void prepare(Connection connection) throws SQLException;

    /** Called before the rows are committed. */
    void apply(Connection connection, List<Change> changes) throws SQLException;

    /** Whether the file must stay when it has no rows any more. */
    boolean keepsAnything(Connection connection) throws SQLException;
}
