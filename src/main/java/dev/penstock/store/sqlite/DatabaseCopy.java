package dev.penstock.store.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.List;

/** Copies databases as they stand in one moment, beside the process that writes them or without one. */
public final class DatabaseCopy {
    private DatabaseCopy() {}

    /**
     * Copies what is committed; deleted content does not come along (sqlite.org/lang_vacuum.html, VACUUM INTO).
     *
     * @param target an empty file, or none
     */
    public static void of(Path database, Path target) throws IOException {
        Reading.in(database, connection -> {
            try (PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
                copy.setString(1, target.toString());
                copy.execute();
                return target;
            }
        });
    }

    /** The databases of a folder of logs, the oldest day first; the index beside each is made again where it is missing. */
    public static List<Path> days(Path logs) throws IOException {
        return List.copyOf(Days.in(logs).values());
    }
}
