package dev.penstock.store.sqlite;

import dev.penstock.record.LoggedCall;
import dev.penstock.store.index.Records;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The records of each day: those of its index, and records made from rows the index does not have. */
final class Indexes {
    private static final int AT_ONCE = 50_000;

    /** Mapped once and read by many; as many as there are days. */
    private final Map<Path, Records> mapped = new ConcurrentHashMap<>();

    List<Source> of(Path database) throws IOException {
        List<Source> sources = new ArrayList<>();
        Optional<Records> index = index(database).map(Records::still);
        long reached = index.map(Records::count).orElse(0L);
        index.ifPresent(records -> sources.add(new Source(database, records, new long[0])));
        if (index.isEmpty() || index.get().isOpen()) {
            sources.addAll(Reading.in(database, connection -> beyond(database, connection, reached)));
        }
        return sources;
    }

    private Optional<Records> index(Path database) throws IOException {
        Records known = mapped.get(database);
        try {
            if (known != null && known.isCurrent(database)) {
                return Optional.of(known);
            }
        } catch (NoSuchFileException gone) {
            mapped.remove(database);
        }
        Optional<Records> now = Records.map(database);
        now.ifPresent(records -> mapped.put(database, records));
        return now;
    }

    /** Rows with higher numbers than this, so many at once. */
    private static List<Source> beyond(Path database, Connection connection, long row) throws SQLException {
        List<Source> sources = new ArrayList<>();
        String sql = "select " + StoredRow.columns(connection) + " from requests where rowid > ? order by rowid limit "
                + AT_ONCE;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            long from = row;
            for (long last = row - 1; last != from; ) {
                last = from;
                statement.setLong(1, from);
                try (ResultSet found = statement.executeQuery()) {
                    from = add(database, found, from, sources);
                }
            }
        }
        return sources;
    }

    /** Returns the number of the last row. */
    private static long add(Path database, ResultSet found, long before, List<Source> sources) throws SQLException {
        List<LoggedCall> calls = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        long last = before;
        while (found.next()) {
            StoredRow row = StoredRow.at(found);
            last = row.row();
            row.call(null).ifPresent(call -> {
                numbers.add(row.row());
                calls.add(call);
            });
        }
        if (!numbers.isEmpty()) {
            long[] all = numbers.stream().mapToLong(Long::longValue).toArray();
            sources.add(new Source(database, Records.of(calls), all));
        }
        return last;
    }
}
