package dev.penstock.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of recordings named by the system property penstock.corpus; empty means there is none here. */
public final class CorpusFolder {
    private CorpusFolder() {}

    public static Optional<Path> find() {
        String folder = System.getProperty("penstock.corpus", "");
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(folder);
        if (!Files.isDirectory(path)) {
            throw new IllegalStateException("penstock.corpus names '" + folder + "', which is no folder");
        }
        return Optional.of(path);
    }

    /** All files of one name below, in a fixed order. */
    public static List<Path> files(Path folder, String name) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.endsWith(name)).sorted().toList();
        }
    }
}
