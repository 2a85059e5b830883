package dev.penstock.store.sqlite;

import dev.penstock.record.CallHistory;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.store.spool.RowCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the folder a {@link SqliteStore} fills, at the same time or later, in this process or another. */
public final class LogReader implements CallHistory {
    private final Path folder;

    public LogReader(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<CallRow> list(LogQuery query) throws IOException {
        List<CallRow> rows = new ArrayList<>();
        for (Path day : days(query)) {
            int missing = query.limit() - rows.size();
            if (missing == 0) {
                break;
            }
            rows.addAll(Reading.in(day, connection -> page(connection, query, missing)));
        }
        return rows;
    }

    @Override
    public Optional<CallRow> find(LogScope scope, String id) throws IOException {
        for (Path day : daysNear(Days.ofId(id))) {
            Optional<CallRow> row = Reading.in(day, connection -> find(connection, Where.id(scope, id)));
            if (row.isPresent()) {
                return row;
            }
        }
        return Optional.empty();
    }

    /** Follows the rows as they arrive from now on; page and order of the query do not matter to it. */
    public LogTail tail(LogQuery query) throws IOException {
        return new LogTail(folder, query);
    }

    /** The days the query can touch, in its order. */
    private Collection<Path> days(LogQuery query) throws IOException {
        long first = query.since();
        long last = query.until();
        if (query.after().isPresent()) {
            long end = query.after().get().createdAt();
            first = query.newestFirst() ? first : Math.max(first, end);
            last = query.newestFirst() ? Math.min(last, end) : last;
        }
        NavigableMap<Long, Path> all = Days.in(folder);
        if (Days.of(first) > Days.of(last)) {
            return List.of();
        }
        NavigableMap<Long, Path> touched = all.subMap(Days.of(first), true, Days.of(last), true);
        return query.newestFirst() ? touched.descendingMap().values() : touched.values();
    }

    /** All days, beginning with the one an id was made on, else with the newest. */
    private List<Path> daysNear(OptionalLong made) throws IOException {
        Comparator<Map.Entry<Long, Path>> near =
                Comparator.comparingLong(entry -> Math.abs(entry.getKey() - made.orElse(Long.MAX_VALUE / 2)));
        return Days.in(folder).entrySet().stream()
                .sorted(near)
                .map(Map.Entry::getValue)
                .toList();
    }

    private static List<CallRow> page(Connection connection, LogQuery query, int limit) throws SQLException {
        Where where = Where.of(query);
        query.after()
                .ifPresent(end -> where.add(
                        query.newestFirst() ? "(created_at, id) < (?, ?)" : "(created_at, id) > (?, ?)",
                        end.createdAt(),
                        Plain.of(end.id())));
        String direction = query.newestFirst() ? " desc" : " asc";
        String sql = "select detail from requests" + where.sql() + " order by created_at" + direction + ", id"
                + direction + " limit " + limit;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            where.bind(statement);
            return rows(statement);
        }
    }

    /** Rows of a layout from a later version are left out. */
    private static List<CallRow> rows(PreparedStatement statement) throws SQLException {
        List<CallRow> rows = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                RowCodec.decode(found.getBytes(1)).filter(CallRow::logged).ifPresent(rows::add);
            }
        }
        return rows;
    }

    private static Optional<CallRow> find(Connection connection, Where where) throws SQLException, IOException {
        String sql = "select detail, body from requests" + where.sql();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            where.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                long address = found.getLong(2);
                CallRow.Bodies bodies = found.wasNull() ? null : bodies(connection, address);
                return RowCodec.decode(found.getBytes(1), bodies).filter(CallRow::logged);
            }
        }
    }

    private static CallRow.@Nullable Bodies bodies(Connection connection, long address)
            throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement("select data from bodies where block = ?")) {
            statement.setLong(1, BodyBlocks.blockOf(address));
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? BodyBlocks.read(found.getBytes(1), address) : null;
            }
        }
    }
}
