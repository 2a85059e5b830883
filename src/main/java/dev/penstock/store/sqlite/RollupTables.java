package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.record.Measures;
import dev.penstock.store.spool.PayloadOut;
import dev.penstock.store.spool.RowCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sums of one day beside its rows, changed in the same transaction as they.
 *
 * <p>A span's sums are the sum of all its pieces. A batch adds one piece for each account and minute, and for each hour
 * that is summed up already; nothing is read and rewritten for it (measured: in place, 500 metadata values cost 8 µs a
 * row, and WAL pages without end). When a minute is over, or has many pieces, they are replaced by their sum. When an
 * hour is over it is summed up; the day is when its file is closed, and what it says is taken back when the file is
 * written again.
 */
final class RollupTables implements AutoCloseable {
    private static final List<String> SCHEMA = List.of(
            """
            create table rollups(
                cube integer not null, level integer not null, account text not null, start integer not null,
                data blob not null)""",
            "create index rollups_by_span on rollups(level, cube, account, start)",
            RollupNames.TABLE,
            "create table rollup_state(only integer primary key check(only = 1), hours integer not null, day integer not null)",
            "insert into rollup_state values(1, -1, 0)");

    private static final int MOST_PIECES = 256;
    private static final int ROWS_AT_ONCE = 1_000;

    /** Pieces that one sum can stand for. */
    private record Span(Slice.Cube cube, RollupLevel level, String account, long start) {}

    /**
     * A row that came.
     *
     * @param before the row it replaces; null where there was none
     */
    record Change(@Nullable CallRow before, CallRow after) {}

    private final Connection connection;
    private final PreparedStatement insertPiece;
    private final PreparedStatement selectPieces;
    private final PreparedStatement deletePieces;
    private final PreparedStatement insertName;
    private final RollupNames names = new RollupNames();
    private final PayloadOut out = new PayloadOut();
    /** Spans that got pieces since they were one. */
    private final Map<Span, Integer> pieces = new HashMap<>();

    private RollupBatch batch = new RollupBatch(names);
    private boolean loaded;
    /** The minute before which hours are summed up; negative before the first row. */
    private long hours;

    private boolean daySummed;
    private long newestMinute;

    /** Takes the tables up, or makes them from the rows there are. Outside a transaction, and leaves none. */
    RollupTables(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        boolean exist = exist(connection);
        if (!exist) {
            for (String sql : SCHEMA) {
                run(sql);
            }
        }
        insertPiece = connection.prepareStatement(
                "insert into rollups(level, cube, account, start, data) values(?, ?, ?, ?, ?)");
        selectPieces = connection.prepareStatement(
                "select data from rollups where level = ? and cube = ? and account = ? and start = ?");
        deletePieces = connection.prepareStatement(
                "delete from rollups where level = ? and cube = ? and account = ? and start = ?");
        insertName = connection.prepareStatement("insert into rollup_names values(?, ?, ?, ?)");
        if (!exist) {
            sumRows();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    static boolean exist(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select 1 from sqlite_schema where name = 'rollup_state'")) {
            return found.next();
        }
    }

    /** Counts rows within the transaction that is open. After an exception or a rollback, call {@link #rolledBack}. */
    void apply(List<Change> changes) throws SQLException {
        load();
        if (daySummed) {
            run("delete from rollups where level = " + RollupLevel.DAY.number());
            daySummed = false;
            storeState();
        }
        for (Change change : changes) {
            if (change.before != null) {
                batch.add(change.before, -1);
            }
            batch.add(change.after, 1);
        }
        store(batch.take());
        names.store(insertName);
    }

    /** Forgets what it remembers of the tables, because they are as they were. */
    void rolledBack() {
        loaded = false;
    }

    /** Sums the day up, in a transaction of its own. */
    void sumDay() throws SQLException {
        connection.setAutoCommit(false);
        try {
            load();
            if (!daySummed && hours >= 0) {
                joinPieces(Long.MAX_VALUE);
                long first = RollupLevel.DAY.startOf(hours);
                sumUp(
                        RollupLevel.DAY,
                        first,
                        List.of(
                                new RollupPlan.Part(RollupLevel.HOUR, first, hours),
                                new RollupPlan.Part(RollupLevel.MINUTE, hours, first + RollupLevel.DAY.minutes())));
                daySummed = true;
                storeState();
            }
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            connection.rollback();
            rolledBack();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Whether anything was ever counted here. */
    boolean keepsAnything() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select 1 from rollups limit 1")) {
            return found.next();
        }
    }

    @Override
    public void close() throws SQLException {
        try (insertPiece;
                selectPieces;
                deletePieces;
                insertName) {
            loaded = false;
        }
    }

    private void sumRows() throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select detail from requests order by created_at")) {
            while (rows.next()) {
                Optional<CallRow> row = RowCodec.decode(rows.getBytes(1));
                row.ifPresent(there -> changes.add(new Change(null, there)));
                if (changes.size() == ROWS_AT_ONCE) {
                    apply(changes);
                    changes.clear();
                }
            }
        }
        apply(changes);
    }

    private void load() throws SQLException {
        if (loaded) {
            return;
        }
        names.load(connection);
        batch = new RollupBatch(names);
        try (Statement statement = connection.createStatement()) {
            try (ResultSet state = statement.executeQuery("select hours, day from rollup_state")) {
                hours = state.getLong(1);
                daySummed = state.getInt(2) != 0;
            }
            pieces.clear();
            try (ResultSet several = statement.executeQuery(
                    "select level, cube, account, start, count(*) from rollups group by 1, 2, 3, 4 having count(*) > 1")) {
                while (several.next()) {
                    pieces.put(span(several), several.getInt(5));
                }
            }
        }
        newestMinute = Long.MIN_VALUE;
        loaded = true;
    }

    private static Span span(ResultSet row) throws SQLException {
        return new Span(Slice.Cube.of(row.getInt(2)), RollupLevel.of(row.getInt(1)), row.getString(3), row.getLong(4));
    }

    private void store(Map<RollupBatch.Of, Map<Slice, Measures>> sums) throws SQLException {
        if (sums.isEmpty()) {
            return;
        }
        long newest = Collections.max(
                sums.keySet().stream().map(RollupBatch.Of::minute).toList());
        long oldest = Collections.min(
                sums.keySet().stream().map(RollupBatch.Of::minute).toList());
        if (hours < 0) {
            hours = RollupLevel.HOUR.startOf(oldest);
            storeState();
        }
        if (newest > newestMinute) {
            joinPieces(newest);
            newestMinute = newest;
        }
        sumHours(RollupLevel.HOUR.startOf(newest));
        for (Map.Entry<RollupBatch.Of, Map<Slice, Measures>> entry : sums.entrySet()) {
            RollupBatch.Of of = entry.getKey();
            byte[] data = RollupPiece.encode(entry.getValue(), out);
            add(new Span(of.cube(), RollupLevel.MINUTE, of.account(), of.minute()), data);
            if (of.minute() < hours) {
                long hour = RollupLevel.HOUR.startOf(of.minute());
                add(new Span(of.cube(), RollupLevel.HOUR, of.account(), hour), data);
            }
        }
    }

    private void add(Span span, byte[] data) throws SQLException {
        insert(span, data);
        if (pieces.merge(span, 1, Integer::sum) >= MOST_PIECES) {
            join(span);
            pieces.put(span, 1);
        }
    }

    /** Joins the pieces of every span that ended before a minute. */
    private void joinPieces(long before) throws SQLException {
        var spans = pieces.entrySet().iterator();
        while (spans.hasNext()) {
            var entry = spans.next();
            Span span = entry.getKey();
            if (before - span.level.minutes() < span.start) {
                continue;
            }
            // One that was counted once may have had its sum before.
            join(span);
            spans.remove();
        }
    }

    private void join(Span span) throws SQLException {
        Map<Slice, Measures> sums = new HashMap<>();
        bind(selectPieces, span);
        int found = 0;
        try (ResultSet rows = selectPieces.executeQuery()) {
            while (rows.next()) {
                found++;
                RollupPiece.merge(span.cube, rows.getBytes(1), sums);
            }
        }
        if (found > 1) {
            bind(deletePieces, span);
            deletePieces.executeUpdate();
            insert(span, RollupPiece.encode(sums, out));
        }
    }

    /** Sums up the hours that end at or before the minute a new hour begins with. */
    private void sumHours(long upTo) throws SQLException {
        if (hours >= upTo) {
            return;
        }
        int length = RollupLevel.HOUR.minutes();
        for (long hour = hours; hour < upTo; hour += length) {
            sumUp(RollupLevel.HOUR, hour, List.of(new RollupPlan.Part(RollupLevel.MINUTE, hour, hour + length)));
        }
        hours = upTo;
        storeState();
    }

    private void sumUp(RollupLevel level, long start, List<RollupPlan.Part> parts) throws SQLException {
        Map<Span, Map<Slice, Measures>> spans = new HashMap<>();
        for (RollupPlan.Part part : parts) {
            try (PreparedStatement select = connection.prepareStatement(
                    "select cube, account, data from rollups where level = ? and start >= ? and start < ?")) {
                select.setInt(1, part.level().number());
                select.setLong(2, part.from());
                select.setLong(3, part.to());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Slice.Cube cube = Slice.Cube.of(rows.getInt(1));
                        Span span = new Span(cube, level, rows.getString(2), start);
                        RollupPiece.merge(
                                cube, rows.getBytes(3), spans.computeIfAbsent(span, first -> new HashMap<>()));
                    }
                }
            }
        }
        for (Map.Entry<Span, Map<Slice, Measures>> span : spans.entrySet()) {
            insert(span.getKey(), RollupPiece.encode(span.getValue(), out));
        }
    }

    private void insert(Span span, byte[] data) throws SQLException {
        bind(insertPiece, span);
        insertPiece.setBytes(5, data);
        insertPiece.executeUpdate();
    }

    private static void bind(PreparedStatement statement, Span span) throws SQLException {
        statement.setInt(1, span.level.number());
        statement.setInt(2, span.cube.number());
        statement.setString(3, span.account);
        statement.setLong(4, span.start);
    }

    private void storeState() throws SQLException {
        run("update rollup_state set hours = " + hours + ", day = " + (daySummed ? 1 : 0));
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
