package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What is known of an answer on disk without reading it, as far as forgetting it needs. */
record ReplyRow(
        long row,
        CacheKey key,
        long place,
        String model,
        @Nullable String customKey,
        @Nullable String metadata,
        long askedAt,
        long keptUntil,
        long bytes) {
    static final String COLUMNS = "row, key, place, model, custom_key, metadata, asked_at, kept_until, bytes";

    static ReplyRow of(ResultSet row) throws SQLException {
        return new ReplyRow(
                row.getLong(1),
                CacheKey.of(row.getBytes(2)),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9));
    }
}
