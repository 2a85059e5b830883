package dev.penstock.store.sqlite;

import dev.penstock.store.index.IndexFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How the files of the days are named and found. A day is the number of days since 1970, in UTC. */
final class Days {
    private static final long DAY_MILLIS = 86_400_000;
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final String PREFIX = "logs-";
    private static final String SUFFIX = ".db";

    private Days() {}

    /** A file name has four digits for a year, whatever a broken clock says. */
    static long of(long epochMillis) {
        return Math.clamp(Math.floorDiv(epochMillis, DAY_MILLIS), 0, LAST_DAY);
    }

    static Path path(Path folder, long day) {
        return folder.resolve(PREFIX + LocalDate.ofEpochDay(day) + SUFFIX);
    }

    /** What else SQLite may keep beside a database. */
    static List<Path> companions(Path database) {
        return List.of(
                database.resolveSibling(database.getFileName() + "-wal"),
                database.resolveSibling(database.getFileName() + "-shm"));
    }

    /** All files of a day, the database last: what is left when deleting ends early is still a day. */
    static List<Path> files(Path database) {
        return Stream.of(IndexFiles.of(database), companions(database), List.of(database))
                .flatMap(List::stream)
                .toList();
    }

    /** The first millisecond of a day. */
    static long begin(long day) {
        return day * DAY_MILLIS;
    }

    /** The files there are, by day. */
    static NavigableMap<Long, Path> in(Path folder) throws IOException {
        NavigableMap<Long, Path> days = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return days;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(path -> dayOf(path.getFileName().toString()).ifPresent(day -> days.put(day, path)));
        }
        return days;
    }

    /** The day on which an id was made, if it is a UUID of version 7 (RFC 9562 section 5.7: 48 bits of milliseconds). */
    static OptionalLong ofId(String id) {
        if (!id.matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]*")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(of(Long.parseLong(id.substring(0, 8) + id.substring(9, 13), 16)));
    }

    private static Optional<Long> dayOf(String name) {
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            String date = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
            return Optional.of(LocalDate.parse(date).toEpochDay());
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }
}
