package dev.penstock.store.replies;

import dev.penstock.cache.Purge;
import dev.penstock.cache.StoredReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The writing connection to the answers on disk. One thread's. */
final class ReplyFile implements AutoCloseable {
    private static final int MOST_PLACES = 1_000;
    /** Of a stamp of last use, in milliseconds: a minute, so that what is used all the time is written seldom. */
    static final long USE_UNIT = 60_000;

    private final Path path;
    private final Connection connection;
    private final PreparedStatement insertReply;
    private final PreparedStatement insertBody;
    private final PreparedStatement deleteReply;
    private final PreparedStatement deleteBody;
    private final PreparedStatement use;
    private final PreparedStatement findPlace;
    private final PreparedStatement insertPlace;
    private final PreparedStatement dropPlace;
    /** What was looked up of the places, for the next answers. */
    private final Map<List<String>, Long> places = new LinkedHashMap<>();

    private long lastRow;

    private ReplyFile(Path path, Connection connection) throws SQLException {
        this.path = path;
        this.connection = connection;
        insertReply =
                connection.prepareStatement("insert into replies values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insertBody = connection.prepareStatement("insert into bodies values(?, ?)");
        deleteReply = connection.prepareStatement("delete from replies where row = ?");
        deleteBody = connection.prepareStatement("delete from bodies where row = ?");
        use = connection.prepareStatement("update replies set used = ?1 where hash = ?2 and used < ?1");
        findPlace = connection.prepareStatement(
                "select place from places where account = ? and gateway = ? and provider = ? and endpoint = ?");
        insertPlace = connection.prepareStatement(
                "insert into places(account, gateway, provider, endpoint) values(?, ?, ?, ?)");
        dropPlace = connection.prepareStatement(
                "delete from places where place = ?1 and not exists(select 1 from replies where place = ?1)");
        lastRow = ReplySchema.number(connection, "select coalesce(max(row), 0) from replies");
    }

    /** Opens the file, or makes it. */
    static ReplyFile open(Path path, DiskRoom room) throws SQLException, IOException {
        Connection connection = ReplySchema.open(path);
        try {
            // Emptied when it is due, and not amid a transaction of ours.
            ReplySchema.run(connection, "pragma wal_autocheckpoint = 0");
            ReplySchema.number(connection, "pragma max_page_count = " + (room.pages() + room.pages() / 50));
            return new ReplyFile(path, connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** The first 64 bits of every key. */
    void eachHash(LongConsumer taker) throws SQLException {
        try (PreparedStatement all =
                        connection.prepareStatement("select hash from replies indexed by replies_by_hash");
                ResultSet found = all.executeQuery()) {
            while (found.next()) {
                taker.accept(found.getLong(1));
            }
        }
    }

    /** Work of one transaction. */
    interface Work {
        void run() throws SQLException;
    }

    /** All of it or, after an exception, none. */
    void transaction(Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            places.clear();
            rollback(failure);
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    void insert(StoredReply reply, byte[] encoded, long used) throws SQLException {
        long row = ++lastRow;
        insertReply.setLong(1, row);
        insertReply.setLong(2, reply.key().a());
        insertReply.setLong(3, place(reply));
        insertReply.setBytes(4, reply.key().bytes());
        insertReply.setString(5, reply.model());
        insertReply.setString(6, reply.customKey());
        insertReply.setString(7, reply.metadata());
        insertReply.setLong(8, reply.askedAt());
        insertReply.setLong(9, reply.storedAt());
        insertReply.setLong(10, reply.expiresAt());
        insertReply.setLong(11, reply.keptUntil());
        insertReply.setLong(12, used / USE_UNIT);
        insertReply.setLong(13, encoded.length);
        insertReply.setBytes(14, reply.fingerprint());
        insertReply.executeUpdate();
        insertBody.setLong(1, row);
        insertBody.setBytes(2, encoded);
        insertBody.executeUpdate();
    }

    void use(long hash, long used) throws SQLException {
        use.setLong(1, used / USE_UNIT);
        use.setLong(2, hash);
        use.executeUpdate();
    }

    /** The answer of a hash; at most one. */
    List<ReplyRow> ofHash(long hash) throws SQLException {
        return rows("hash = ?", "row", 1, hash);
    }

    List<ReplyRow> leastUsed(int most) throws SQLException {
        return rows("true", "used, row", most);
    }

    List<ReplyRow> ended(long now, int most) throws SQLException {
        return rows("kept_until <= ?", "kept_until", most, now);
    }

    List<ReplyRow> ofPlace(long place, long after, long upTo, int most) throws SQLException {
        return rows("place = ? and row > ? and row <= ?", "row", most, place, after, upTo);
    }

    List<ReplyRow> ofCustomKey(String customKey, long after, long upTo, int most) throws SQLException {
        return rows("custom_key = ? and row > ? and row <= ?", "row", most, customKey, after, upTo);
    }

    void delete(Collection<ReplyRow> rows) throws SQLException {
        Set<Long> left = new HashSet<>();
        for (ReplyRow row : rows) {
            deleteReply.setLong(1, row.row());
            deleteReply.executeUpdate();
            deleteBody.setLong(1, row.row());
            deleteBody.executeUpdate();
            left.add(row.place());
        }
        for (long place : left) {
            dropPlace.setLong(1, place);
            if (dropPlace.executeUpdate() > 0) {
                places.values().remove(place);
            }
        }
    }

    /** Where answers a purge names may stand. */
    Set<Long> places(Purge purge) throws SQLException {
        String sql = "select place from places where account = ?1 and (?2 is null or gateway = ?2)"
                + " and (?3 is null or provider = ?3)";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, purge.account());
            select.setString(2, purge.gateway().orElse(null));
            select.setString(3, purge.provider().orElse(null));
            Set<Long> found = new HashSet<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
            return found;
        }
    }

    long lastRow() {
        return lastRow;
    }

    long pages() throws SQLException {
        return ReplySchema.number(connection, "pragma page_count");
    }

    long freePages() throws SQLException {
        return ReplySchema.number(connection, "pragma freelist_count");
    }

    /** Gives free pages back to the file system, when the log is next emptied. */
    void giveBack(long pages) throws SQLException {
        // executeUpdate, because execute takes one step, which frees one page.
        ReplySchema.run(connection, "pragma incremental_vacuum(" + pages + ")");
    }

    /** Moves the log into the database and cuts it to nothing, unless a reader is in the way for long. */
    void checkpoint() throws SQLException {
        ReplySchema.number(connection, "pragma wal_checkpoint(truncate)");
    }

    long logBytes() {
        return size(ReplySchema.files(path).get(1));
    }

    /** Of all files. */
    long bytes() {
        return ReplySchema.files(path).stream().mapToLong(ReplyFile::size).sum();
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                insertReply;
                insertBody;
                deleteReply;
                deleteBody;
                use;
                findPlace;
                insertPlace;
                dropPlace) {
            checkpoint();
        }
    }

    private List<ReplyRow> rows(String where, String order, int most, Object... values) throws SQLException {
        String sql =
                "select " + ReplyRow.COLUMNS + " from replies where " + where + " order by " + order + " limit " + most;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            List<ReplyRow> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(ReplyRow.of(rows));
                }
            }
            return found;
        }
    }

    private long place(StoredReply reply) throws SQLException {
        List<String> name =
                List.of(reply.scope().account(), reply.scope().gateway(), reply.provider(), reply.endpoint());
        Long known = places.get(name);
        if (known != null) {
            return known;
        }
        Long found = find(name);
        if (found == null) {
            bind(insertPlace, name);
            insertPlace.executeUpdate();
            found = find(name);
        }
        if (found == null) {
            throw new SQLException("A place that was just written is not there");
        }
        if (places.size() >= MOST_PLACES) {
            places.clear();
        }
        places.put(name, found);
        return found;
    }

    private @Nullable Long find(List<String> name) throws SQLException {
        bind(findPlace, name);
        try (ResultSet found = findPlace.executeQuery()) {
            return found.next() ? found.getLong(1) : null;
        }
    }

    private static void bind(PreparedStatement statement, List<String> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setString(i + 1, values.get(i));
        }
    }

    private void rollback(Exception because) {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            because.addSuppressed(failure);
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
