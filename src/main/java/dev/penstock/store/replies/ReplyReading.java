package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.Near;
import dev.penstock.cache.StoredPrint;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reading connection to the answers on disk. One thread's. */
final class ReplyReading implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement near;

    ReplyReading(Path path) throws SQLException {
        connection = ReplySchema.openToRead(path);
        try {
            find = connection.prepareStatement(
                    "select r.used, b.data from replies r join bodies b on b.row = r.row" + " where r.hash = ?");
            near = connection.prepareStatement("select key, fingerprint, stored_at, expires_at from replies"
                    + " where kept_until > ? and place = (select place from places where account = ? and gateway = ?"
                    + " and provider = ? and endpoint = ?) order by row desc limit ?");
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /**
     * An answer as it was written, unchecked.
     *
     * @param used when it was last noted as used, in milliseconds
     */
    record Found(byte[] encoded, long used) {}

    @Nullable
    Found find(CacheKey key) throws SQLException {
        find.setLong(1, key.a());
        try (ResultSet found = find.executeQuery()) {
            return found.next() ? new Found(found.getBytes(2), found.getLong(1) * ReplyFile.USE_UNIT) : null;
        }
    }

    /** Those written last first. */
    List<StoredPrint> near(Near where, int most, long now) throws SQLException {
        near.setLong(1, now);
        near.setString(2, where.scope().account());
        near.setString(3, where.scope().gateway());
        near.setString(4, where.provider());
        near.setString(5, where.endpoint());
        near.setInt(6, most);
        List<StoredPrint> prints = new ArrayList<>();
        try (ResultSet found = near.executeQuery()) {
            while (found.next()) {
                prints.add(new StoredPrint(
                        CacheKey.of(found.getBytes(1)), found.getBytes(2), found.getLong(3), found.getLong(4)));
            }
        }
        return prints;
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                find;
                near) {
            connection.clearWarnings();
        }
    }
}
