package dev.penstock.store.index;

import java.nio.file.Path;
import java.util.List;

/** How the two files beside a database are named. */
public final class IndexFiles {
    private IndexFiles() {}

    static Path records(Path database) {
        return database.resolveSibling(database.getFileName() + "-rows");
    }

    static Path texts(Path database) {
        return database.resolveSibling(database.getFileName() + "-texts");
    }

    public static List<Path> of(Path database) {
        return List.of(records(database), texts(database));
    }
}
