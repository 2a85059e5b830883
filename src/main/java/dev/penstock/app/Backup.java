package dev.penstock.app;

import dev.penstock.app.BackupManifest.Content;
import dev.penstock.store.sqlite.ControlFile;
import dev.penstock.store.sqlite.DatabaseCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Copies a data folder while a server may be running on it. The order makes the copy hold together: the audit trail runs
 * ahead of the control store, so it is copied after it; a call goes from the spool to the logs, so it is looked for in
 * the spool first, and one that is met in both is one call.
 */
final class Backup {
    private static final String CONTROL = "control/control.db";
    private static final int MOST_TURNS = 10;

    private final Path data;
    private final BackupFiles files;
    private final SortedMap<String, Content> saved = new TreeMap<>();

    private Backup(Path data, BackupFiles files) {
        this.data = data;
        this.files = files;
    }

    /** All or, after an exception, nothing. */
    static BackupManifest make(Path data, Path to, Instant now) throws BackupRefused, IOException {
        Path from = data.toRealPath();
        if (to.toAbsolutePath().normalize().startsWith(from)) {
            throw new BackupRefused("The backup would lie in the data folder itself; name another folder with --to");
        }
        if (!Files.isRegularFile(from.resolve(CONTROL))) {
            throw new BackupRefused(data + " is not the data folder of a Penstock: it has no " + CONTROL
                    + ". Name another with --data");
        }
        BackupFiles files = BackupFiles.in(to, "--to");
        try {
            return new Backup(from, files).make(now);
        } catch (BackupRefused | IOException | RuntimeException failure) {
            files.undo();
            throw failure;
        }
    }

    private BackupManifest make(Instant now) throws BackupRefused, IOException {
        NavigableSet<String> masterKeys = control();
        audit();
        prices();
        spool();
        for (Path day : DatabaseCopy.days(data.resolve("logs"))) {
            log(day);
        }
        BackupManifest manifest = new BackupManifest(now, saved, masterKeys);
        for (String folder : List.of("control", "audit", "prices", "prices/lists", "prices/own", "spool", "logs")) {
            if (Files.isDirectory(files.folder().resolve(folder))) {
                BackupFiles.force(files.folder().resolve(folder));
            }
        }
        files.write(BackupManifest.NAME, manifest.bytes());
        return manifest;
    }

    private NavigableSet<String> control() throws IOException {
        Path copy = files.create(CONTROL);
        DatabaseCopy.of(data.resolve(CONTROL), copy);
        NavigableSet<String> masterKeys;
        try (ControlFile control = ControlFile.open(copy)) {
            masterKeys = KeptSecrets.masterKeys(control.load());
        }
        keep(CONTROL, copy);
        return masterKeys;
    }

    private void keep(String name, Path copy) throws IOException {
        BackupFiles.force(copy);
        saved.put(name, BackupFiles.content(copy));
    }

    /** The file that grows may take another name meanwhile; then it is looked for again. */
    private void audit() throws BackupRefused, IOException {
        Path folder = data.resolve("audit");
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            NavigableSet<String> before = namesIn(folder);
            for (String name : before) {
                copyAnew(folder.resolve(name), "audit/" + name);
            }
            if (namesIn(folder).equals(before)) {
                return;
            }
        }
        throw new BackupRefused("The files of the audit trail change faster than they can be copied; try again");
    }

    private void copyAnew(Path from, String name) throws IOException {
        Files.deleteIfExists(files.folder().resolve(name));
        saved.remove(name);
        copy(from, name);
    }

    /** After the control store, which names the list in force: what it names was kept before it was named. */
    private void prices() throws IOException {
        Path folder = data.resolve("prices");
        for (String name : namesIn(folder)) {
            if (!name.endsWith(".new")) {
                copy(folder.resolve(name), "prices/" + name);
            }
        }
    }

    private void spool() throws IOException {
        Path folder = data.resolve("spool");
        for (String name : namesIn(folder)) {
            if (!name.equals("lock")) {
                copy(folder.resolve(name), "spool/" + name);
            }
        }
    }

    /** A file that is gone was taken elsewhere, where it is looked for later. */
    private void copy(Path from, String name) throws IOException {
        try {
            saved.put(name, files.copy(from, name));
        } catch (NoSuchFileException gone) {
            if (Files.exists(from)) {
                throw gone;
            }
        }
    }

    private void log(Path day) throws IOException {
        String name = "logs/" + day.getFileName();
        Path copy = files.create(name);
        try {
            DatabaseCopy.of(day, copy);
        } catch (IOException failure) {
            if (Files.exists(day)) {
                throw failure;
            }
            // Its time was over meanwhile.
            Files.delete(copy);
            return;
        }
        keep(name, copy);
    }

    private static NavigableSet<String> namesIn(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                        .forEach(path -> names.add(folder.relativize(path).toString()));
            }
        }
        return new TreeSet<>(names);
    }
}
