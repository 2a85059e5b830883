package dev.penstock.store.sqlite;

import dev.penstock.record.Annotation;
import dev.penstock.record.CallRow;
import dev.penstock.record.LoggedCall;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.SpooledRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes rows and their bodies into the tables of a day, within the transaction of whoever asks. One thread's. */
final class DayTables implements AutoCloseable {
    private static final int COLUMNS = Schema.COLUMNS.size();

    private final Connection connection;
    private final BodyBlocks blocks;
    private final PreparedStatement insertRow;
    private final PreparedStatement insertBlock;
    private final PreparedStatement findRow;
    private final PreparedStatement replaceRow;
    private final PreparedStatement markBlock;
    private final RowBinding inserted;
    private final RowBinding replacing;
    private long nextBlock;
    private long firstBlock;
    private long nextRow;
    private long firstRow;

    /**
     * A row as it now stands.
     *
     * @param before the row it replaced; null where there was none
     * @param after the row without what people said of it
     */
    record Written(long row, @Nullable CallRow before, CallRow after, LoggedCall call) {}

    DayTables(Connection connection, BodyBlocks blocks) throws SQLException {
        this.connection = connection;
        this.blocks = blocks;
        nextBlock = number("select coalesce(max(block), 0) from bodies") + 1;
        nextRow = number("select coalesce(max(row), 0) from requests") + 1;
        // Most rows are new: that one is not is told by the count, and looked at only then.
        insertRow = connection.prepareStatement("insert into requests(" + String.join(", ", Schema.COLUMNS)
                + ", row) values(" + "?, ".repeat(COLUMNS) + "?) on conflict(id) do nothing");
        replaceRow = connection.prepareStatement("update requests set "
                + Schema.COLUMNS.stream().map(DayTables::changed).collect(Collectors.joining(", "))
                + " where row = ?");
        findRow =
                connection.prepareStatement("select " + StoredRow.columns(connection) + " from requests where id = ?");
        insertBlock = connection.prepareStatement("insert into bodies(block, data) values(?, ?)");
        markBlock = connection.prepareStatement("insert or ignore into erasures values(?)");
        inserted = new RowBinding(insertRow);
        replacing = new RowBinding(replaceRow);
    }

    /** The highest number of a row. */
    long lastRow() {
        return nextRow - 1;
    }

    boolean isEmpty() throws SQLException {
        return number("select exists(select 1 from requests)") == 0;
    }

    /** A row given again replaces itself; bodies it had stay where it brings none. A deleted one stays deleted. */
    List<Written> write(List<SpooledRow> rows) throws SQLException {
        firstBlock = nextBlock;
        firstRow = nextRow;
        List<@Nullable Long> bodies = new ArrayList<>(rows.size());
        for (SpooledRow row : rows) {
            Long body = address(row.bodies());
            bodies.add(body);
            inserted.bind(row.row(), row.encoded(), body);
            insertRow.setLong(COLUMNS + 1, nextRow++);
            insertRow.addBatch();
        }
        storeOpenBlock();
        int[] counts = insertRow.executeBatch();
        List<Written> written = new ArrayList<>(rows.size());
        for (int i = 0; i < counts.length; i++) {
            SpooledRow row = rows.get(i);
            if (counts[i] > 0) {
                written.add(new Written(firstRow + i, null, row.row(), LoggedCall.of(row.row())));
            } else {
                replaced(row, bodies.get(i)).ifPresent(written::add);
            }
        }
        return written;
    }

    /** What was written is rolled back. */
    void forget() throws SQLException {
        nextBlock = firstBlock;
        nextRow = firstRow;
        blocks.clear();
        insertRow.clearBatch();
    }

    Optional<StoredRow> find(String id) throws SQLException {
        findRow.setString(1, Plain.of(id));
        try (ResultSet found = findRow.executeQuery()) {
            return found.next() ? Optional.of(StoredRow.at(found)) : Optional.empty();
        }
    }

    StoredRow annotate(StoredRow row, Annotation annotation) throws SQLException {
        String before = row.call(null).map(call -> call.row().metadata()).orElse(null);
        String metadata = annotation.metadata().map(given -> given.orElse(null)).orElse(null);
        StoredRow now = new StoredRow(
                row.row(),
                row.state(),
                row.detail(),
                row.body(),
                row.annotated() || annotation.metadata().isPresent(),
                annotation.metadata().isPresent() ? metadata : before,
                annotation.feedback().isPresent() ? annotation.feedback().get().orElse(null) : row.feedback(),
                annotation.score().isPresent() ? annotation.score().get().orElse(null) : row.score());
        String sql = "update requests set annotated = ?, metadata = ?, feedback = ?, score = ? where row = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setInt(1, now.annotated() ? 1 : 0);
            update.setString(2, now.metadata() == null ? null : Plain.of(now.metadata()));
            update.setObject(3, now.feedback(), Types.INTEGER);
            update.setObject(4, now.score(), Types.REAL);
            update.setLong(5, now.row());
            update.executeUpdate();
        }
        return now;
    }

    /** Puts corrected rows in the place of those with these numbers; bodies and what people said stay. */
    List<Written> correct(long after, long upTo, Function<CallRow, Optional<CallRow>> correction) throws SQLException {
        List<Written> written = new ArrayList<>();
        for (StoredRow row : between(after, upTo)) {
            CallRow was = row.state() == Schema.ERASED
                    ? null
                    : RowCodec.decode(row.detail()).orElse(null);
            CallRow now = was == null ? null : correction.apply(was).orElse(null);
            if (was != null && now != null) {
                replacing.bind(now, RowCodec.encode(now), null);
                replaceRow.setLong(COLUMNS + 1, row.row());
                replaceRow.executeUpdate();
                written.add(new Written(row.row(), was, now, row.annotated(now)));
            }
        }
        return written;
    }

    private List<StoredRow> between(long after, long upTo) throws SQLException {
        String sql = "select " + StoredRow.columns(connection) + " from requests where row > ? and row <= ?";
        List<StoredRow> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, after);
            select.setLong(2, upTo);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(StoredRow.at(found));
                }
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        try (insertRow;
                insertBlock;
                findRow;
                replaceRow;
                markBlock) {
            blocks.clear();
        }
    }

    private Optional<Written> replaced(SpooledRow row, @Nullable Long body) throws SQLException {
        StoredRow before = find(row.row().id()).orElseThrow(() -> new SQLException("A row is and is not there"));
        if (before.state() == Schema.ERASED) {
            mark(body);
            return Optional.empty();
        }
        boolean counts = before.state() == Schema.COUNTED && row.row().logged();
        CallRow now = counts ? row.row().bare() : row.row();
        if (body != null) {
            mark(before.body());
        }
        if (counts) {
            mark(body);
        }
        replacing.bind(now, counts ? RowCodec.encode(now) : row.encoded(), counts ? null : body);
        replaceRow.setLong(COLUMNS + 1, before.row());
        replaceRow.executeUpdate();
        CallRow was = RowCodec.decode(before.detail()).orElse(null);
        return Optional.of(new Written(before.row(), was, now, before.annotated(now)));
    }

    private static String changed(String column) {
        return switch (column) {
            case "body" -> "body = coalesce(?, body)";
            case "metadata" -> "metadata = iif(annotated, metadata, ?)";
            default -> column + " = ?";
        };
    }

    /** A block with bodies no row points to any more. */
    private void mark(@Nullable Long body) throws SQLException {
        if (body != null) {
            markBlock.setLong(1, BodyBlocks.blockOf(body));
            markBlock.executeUpdate();
        }
    }

    private @Nullable Long address(CallRow.@Nullable Bodies bodies) throws SQLException {
        if (bodies == null) {
            return null;
        }
        if (blocks.isFullFor(bodies)) {
            storeOpenBlock();
        }
        return blocks.add(bodies, nextBlock);
    }

    private void storeOpenBlock() throws SQLException {
        if (!blocks.isEmpty()) {
            blocks.store(insertBlock, nextBlock);
            nextBlock++;
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.getLong(1);
        }
    }
}
