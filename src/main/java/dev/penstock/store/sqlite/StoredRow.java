package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.record.LoggedCall;
import dev.penstock.store.spool.RowCodec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row as the table has it.
 *
 * @param body where its bodies stand; null where none are kept
 */
record StoredRow(
        long row,
        int state,
        byte[] detail,
        @Nullable Long body,
        boolean annotated,
        @Nullable String metadata,
        @Nullable Integer feedback,
        @Nullable Double score) {

    /** What {@link #at} reads, of a file of this version or the first. */
    static String columns(Connection connection) throws SQLException {
        return Schema.version(connection) < Schema.VERSION
                ? "rowid, 0, detail, body, 0, null, null, null"
                : "row, state, detail, body, annotated, metadata, feedback, score";
    }

    static StoredRow at(ResultSet found) throws SQLException {
        long body = found.getLong(4);
        @Nullable Long address = found.wasNull() ? null : Long.valueOf(body);
        int feedback = found.getInt(7);
        @Nullable Integer given = found.wasNull() ? null : Integer.valueOf(feedback);
        double score = found.getDouble(8);
        @Nullable Double scored = found.wasNull() ? null : Double.valueOf(score);
        return new StoredRow(
                found.getLong(1),
                found.getInt(2),
                found.getBytes(3),
                address,
                found.getInt(5) != 0,
                found.getString(6),
                given,
                scored);
    }

    /** Empty where the row is deleted, or of a layout from a later version. */
    Optional<LoggedCall> call(CallRow.@Nullable Bodies bodies) {
        return RowCodec.decode(detail, bodies).map(this::annotated);
    }

    /** The row with what was said of it later. */
    LoggedCall annotated(CallRow given) {
        CallRow now = annotated ? given.noted(metadata) : given;
        return new LoggedCall(now, feedback, score);
    }
}
