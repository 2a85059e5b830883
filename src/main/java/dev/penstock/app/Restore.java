package dev.penstock.app;

import dev.penstock.app.BackupManifest.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableSet;

/** Makes a data folder from a backup that is, byte for byte, as it was written. */
final class Restore {
    private Restore() {}

    /** All or, after an exception, nothing. */
    static BackupManifest make(Path from, Path to) throws BackupRefused, IOException {
        if (!Files.isDirectory(from)) {
            throw new BackupRefused("There is no folder " + from + "; name the backup with --from");
        }
        BackupManifest manifest = BackupManifest.read(from);
        verify(from, manifest);
        BackupFiles files = BackupFiles.in(to, "--to");
        try {
            for (Map.Entry<String, Content> file : manifest.files().entrySet()) {
                same(from, file, files.copy(from.resolve(file.getKey()), file.getKey()));
            }
            BackupFiles.force(to);
            return manifest;
        } catch (BackupRefused | IOException | RuntimeException failure) {
            files.undo();
            throw failure;
        }
    }

    /** Afterwards every name of the manifest is one that was found below the folder, so none leads out of it. */
    private static void verify(Path from, BackupManifest manifest) throws BackupRefused, IOException {
        NavigableSet<String> found = BackupFiles.names(from);
        found.remove(BackupManifest.NAME);
        for (Map.Entry<String, Content> file : manifest.files().entrySet()) {
            if (!found.remove(file.getKey())) {
                throw bad(from, file.getKey(), "is missing");
            }
            Path path = from.resolve(file.getKey());
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw bad(from, file.getKey(), "is no file");
            }
            same(from, file, BackupFiles.content(path));
        }
        if (!found.isEmpty()) {
            throw bad(from, found.first(), "does not belong to it");
        }
    }

    private static void same(Path from, Map.Entry<String, Content> listed, Content found) throws BackupRefused {
        if (!found.equals(listed.getValue())) {
            throw bad(from, listed.getKey(), "is not as it was written");
        }
    }

    private static BackupRefused bad(Path from, String name, String why) {
        return new BackupRefused("The backup " + from + " is not whole: " + name + " " + why
                + ". Nothing was restored; use another backup");
    }
}
