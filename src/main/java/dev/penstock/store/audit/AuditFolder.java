package dev.penstock.store.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of one trail: {@code audit.log}, which grows, and before it {@code audit-FIRST.log}, named by their first entry. */
record AuditFolder(Path folder) {
    private static final String CURRENT = "audit.log";
    private static final String PREFIX = "audit-";
    private static final String SUFFIX = ".log";

    Path current() {
        return folder.resolve(CURRENT);
    }

    Path finished(long first) {
        return folder.resolve(PREFIX + "%012d".formatted(first) + SUFFIX);
    }

    /** All there are, the oldest first. */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(finished());
        if (Files.exists(current())) {
            files.add(current());
        }
        return List.copyOf(files);
    }

    /** Those that grow no more, the oldest first. */
    List<Path> finished() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches("audit-\\d{12,}\\.log"))
                    .sorted()
                    .toList();
        }
    }

    /** Makes the names of the files durable. */
    void force() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Takes lines in their order; tells whether it wants more. */
    interface LineTaker {
        /** @param whole whether the line's end was there */
        boolean take(Path file, long lineNumber, byte[] line, boolean whole) throws IOException;
    }

    /** Reads these files to the end, or until the taker has enough. */
    static void read(List<Path> files, LineTaker taker) throws IOException {
        for (Path file : files) {
            if (!read(file, taker)) {
                return;
            }
        }
    }

    private static boolean read(Path file, LineTaker taker) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        long number = 1;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 << 10)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                boolean ends = next == '\n';
                if (!ends) {
                    line.write(next);
                }
                if (ends || line.size() > AuditLine.LONGEST) {
                    if (!taker.take(file, number++, line.toByteArray(), ends)) {
                        return false;
                    }
                    line.reset();
                }
            }
        }
        return line.size() == 0 || taker.take(file, number, line.toByteArray(), false);
    }
}
