package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LoggedCall;
import dev.penstock.store.index.RecordSearch;
import dev.penstock.store.index.Records;
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
        this.query = query.page(1, MOST_AT_ONCE);
        for (Path day : newestDays()) {
            seen.put(day, Reading.in(day, LogTail::lastRow));
        }
    }

    /** What arrived since the last time. */
    public List<CallRow> poll() throws IOException {
        List<CallRow> rows = new ArrayList<>();
        for (Path day : newestDays()) {
            List<LoggedCall> calls = Reading.in(day, connection -> arrived(connection, day));
            RecordSearch.of(query, List.of(Records.of(calls))).hits().stream()
                    .map(hit -> (int) hit.row() - 1)
                    .sorted()
                    .forEach(place -> rows.add(calls.get(place).row()));
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

    private List<LoggedCall> arrived(Connection connection, Path day) throws SQLException {
        String sql = "select " + StoredRow.columns(connection) + " from requests where rowid > ? order by rowid limit "
                + MOST_AT_ONCE;
        List<LoggedCall> calls = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, seen.getOrDefault(day, 0L));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    StoredRow row = StoredRow.at(found);
                    seen.put(day, row.row());
                    row.call(null).ifPresent(calls::add);
                }
            }
        }
        return calls;
    }
}
