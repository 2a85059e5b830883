package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.store.spool.RowCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows in the order they arrive, from when it was made. One thread's. */
public final class LogTail {
    /** Rows of calls that began before midnight go to the day before. */
    private static final int DAYS = 2;

    private static final int MOST_AT_ONCE = 1_000;

    private final Path folder;
    private final LogQuery query;
    /** The last row seen of each file. */
    private final Map<Path, Long> seen = new HashMap<>();

    LogTail(Path folder, LogQuery query) throws IOException {
        this.folder = folder;
        this.query = query;
        for (Path day : newestDays()) {
            seen.put(day, Reading.in(day, LogTail::lastRow));
        }
    }

    /** What arrived since the last time. */
    public List<CallRow> poll() throws IOException {
        List<CallRow> rows = new ArrayList<>();
        for (Path day : newestDays()) {
            rows.addAll(Reading.in(day, connection -> arrived(connection, day)));
        }
        return rows;
    }

    private List<Path> newestDays() throws IOException {
        List<Path> days = List.copyOf(Days.in(folder).values());
        return days.subList(Math.max(0, days.size() - DAYS), days.size());
    }

    private static Long lastRow(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("select coalesce(max(rowid), 0) from requests")) {
            return last.getLong(1);
        }
    }

    private List<CallRow> arrived(Connection connection, Path day) throws SQLException {
        Where where = Where.of(query).add("rowid > ?", seen.getOrDefault(day, 0L));
        String sql = "select rowid, detail from requests" + where.sql() + " order by rowid limit " + MOST_AT_ONCE;
        List<CallRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            where.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    seen.put(day, found.getLong(1));
                    RowCodec.decode(found.getBytes(2)).filter(CallRow::logged).ifPresent(rows::add);
                }
            }
        }
        return rows;
    }
}
