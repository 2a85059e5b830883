package dev.penstock.store.sqlite;

import dev.penstock.record.CallHistory;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogPage;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LoggedCall;
import dev.penstock.store.index.RecordSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the folder a {@link SqliteStore} fills, at the same time or later, in this process or another. */
public final class LogReader implements CallHistory {
    private final Path folder;
    private final Indexes indexes = new Indexes();

    public LogReader(Path folder) {
        this.folder = folder;
    }

    /** Where a row stands. */
    record Place(long day, long row) {}

    @Override
    public LogPage page(LogQuery query) throws IOException {
        Found found = search(query, days(query));
        return new LogPage(
                calls(query.scope(), found),
                found.answer().total(),
                found.answer().extent());
    }

    @Override
    public Optional<LoggedCall> read(LogScope scope, String id) throws IOException {
        for (Path day : daysNear(Days.ofId(id)).values()) {
            Optional<LoggedCall> call = Reading.in(day, connection -> {
                Optional<StoredRow> row = find(connection, scope, id);
                return row.isEmpty() ? Optional.empty() : row.get().call(bodies(connection, row.get()));
            });
            if (call.isPresent()) {
                return call;
            }
        }
        return Optional.empty();
    }

    /** Follows the rows as they arrive from now on; page and order of the query do not matter to it. */
    public LogTail tail(LogQuery query) throws IOException {
        return new LogTail(folder, query);
    }

    /** Where the row with this id stands; empty where it may not be found. */
    Optional<Place> place(LogScope scope, String id) throws IOException {
        for (Map.Entry<Long, Path> day : daysNear(Days.ofId(id)).entrySet()) {
            Optional<StoredRow> row = Reading.in(day.getValue(), connection -> find(connection, scope, id));
            if (row.isPresent()) {
                return Optional.of(new Place(day.getKey(), row.get().row()));
            }
        }
        return Optional.empty();
    }

    /** The numbers of the rows on a page, by day. */
    Map<Long, List<Long>> rows(LogQuery query) throws IOException {
        NavigableMap<Long, Path> days = days(query);
        List<Long> numbers = List.copyOf(days.keySet());
        Map<Long, List<Long>> rows = new TreeMap<>();
        Found found = search(query, days);
        for (RecordSearch.Hit hit : found.answer().hits()) {
            Source source = found.sources().get(hit.file());
            long day = numbers.get(List.copyOf(days.values()).indexOf(source.database()));
            rows.computeIfAbsent(day, none -> new ArrayList<>()).add(source.row(hit.row()));
        }
        return rows;
    }

    /** The numbers of the rows on a page of one day. */
    List<Long> rowsOf(long day, LogQuery query) throws IOException {
        NavigableMap<Long, Path> all = Days.in(folder);
        Path database = all.get(day);
        if (database == null) {
            return List.of();
        }
        Found found = search(query, new TreeMap<>(Map.of(day, database)));
        return found.answer().hits().stream()
                .map(hit -> found.sources().get(hit.file()).row(hit.row()))
                .toList();
    }

    private record Found(List<Source> sources, RecordSearch.Answer answer) {}

    private Found search(LogQuery query, NavigableMap<Long, Path> days) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Path day : days.values()) {
            sources.addAll(indexes.of(day));
        }
        return new Found(
                sources,
                RecordSearch.of(query, sources.stream().map(Source::records).toList()));
    }

    /** A row deleted since it was found is left out. */
    private static List<LoggedCall> calls(LogScope scope, Found found) throws IOException {
        Map<Path, List<Integer>> byDay = new HashMap<>();
        List<RecordSearch.Hit> hits = found.answer().hits();
        for (int i = 0; i < hits.size(); i++) {
            Path database = found.sources().get(hits.get(i).file()).database();
            byDay.computeIfAbsent(database, none -> new ArrayList<>()).add(i);
        }
        @Nullable LoggedCall[] calls = new LoggedCall[hits.size()];
        for (Map.Entry<Path, List<Integer>> day : byDay.entrySet()) {
            Reading.in(day.getKey(), connection -> {
                fetch(connection, scope, found, day.getValue(), calls);
                return day;
            });
        }
        List<LoggedCall> there = new ArrayList<>(calls.length);
        for (@Nullable LoggedCall call : calls) {
            if (call != null) {
                there.add(call);
            }
        }
        return there;
    }

    private static void fetch(
            Connection connection, LogScope scope, Found found, List<Integer> wanted, @Nullable LoggedCall[] calls)
            throws SQLException {
        try (ScopedRow row = new ScopedRow(connection, scope, "rowid = ?")) {
            for (int i : wanted) {
                RecordSearch.Hit hit = found.answer().hits().get(i);
                long number = found.sources().get(hit.file()).row(hit.row());
                calls[i] = row.find(number).flatMap(one -> one.call(null)).orElse(null);
            }
        }
    }

    /** The days the query can touch. */
    private NavigableMap<Long, Path> days(LogQuery query) throws IOException {
        long first = Days.of(query.since());
        long last = Days.of(query.until());
        return first > last ? new TreeMap<>() : Days.in(folder).subMap(first, true, last, true);
    }

    /** All days, beginning with the one an id was made on, else with the newest. */
    private Map<Long, Path> daysNear(OptionalLong made) throws IOException {
        Comparator<Long> near = Comparator.comparingLong(day -> Math.abs(day - made.orElse(Long.MAX_VALUE / 2)));
        Map<Long, Path> days = new TreeMap<>(near.thenComparing(Comparator.reverseOrder()));
        days.putAll(Days.in(folder));
        return days;
    }

    private static Optional<StoredRow> find(Connection connection, LogScope scope, String id) throws SQLException {
        try (ScopedRow row = new ScopedRow(connection, scope, "id = ?")) {
            return row.find(Plain.of(id));
        }
    }

    private static CallRow.@Nullable Bodies bodies(Connection connection, StoredRow row)
            throws SQLException, IOException {
        Long address = row.body();
        if (address == null) {
            return null;
        }
        try (PreparedStatement statement = connection.prepareStatement("select data from bodies where block = ?")) {
            statement.setLong(1, BodyBlocks.blockOf(address));
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? BodyBlocks.read(found.getBytes(1), address) : null;
            }
        }
    }
}
