package dev.penstock.app;

import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a backup holds, written when all else is there.
 *
 * @param files by their names below the folder, with slashes
 * @param masterKeys the ids of the keys that what is sealed in it needs
 */
record BackupManifest(Instant at, SortedMap<String, Content> files, NavigableSet<String> masterKeys) {
    static final String NAME = "manifest.json";
    private static final long FORMAT = 1;

    /**
     * What a file holds.
     *
     * @param sha256 in hexadecimal digits
     */
    record Content(long size, String sha256) {}

    byte[] bytes() throws BackupRefused {
        NavigableMap<String, JsonText> all = new TreeMap<>();
        files.forEach(
                (name, content) -> all.put(name, JsonText.object("size", content.size(), "sha256", content.sha256())));
        JsonText whole =
                JsonText.object("format", FORMAT, "created_at", at.toString(), "master_keys", masterKeys, "files", all);
        byte[] bytes = (whole.text() + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > JsonTree.MAX_BYTES) {
            throw new BackupRefused("The data folder has " + files.size()
                    + " files, more than one backup can list; shorten how long logs are kept");
        }
        return bytes;
    }

    static BackupManifest read(Path folder) throws BackupRefused, IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file) || Files.size(file) > JsonTree.MAX_BYTES) {
            throw new BackupRefused(folder + " is not a finished backup: it has no good " + NAME
                    + ", which is written last. Name another with --from");
        }
        try {
            return of(JsonTree.read(Files.readAllBytes(file)), folder);
        } catch (JsonMalformed | IllegalArgumentException | java.time.DateTimeException damaged) {
            throw new BackupRefused(file + " is damaged: it cannot be read as the list of a backup's files");
        }
    }

    private static BackupManifest of(JsonTree whole, Path folder) throws BackupRefused {
        long format = whole.at("format").whole().orElse(0);
        if (format != FORMAT) {
            throw new BackupRefused(folder + " has the format " + format + ", and this version of Penstock reads "
                    + FORMAT + "; restore it with the version that wrote it");
        }
        NavigableMap<String, Content> files = new TreeMap<>();
        JsonTree listed = whole.at("files");
        for (String name : listed.names()) {
            JsonTree one = listed.at(name);
            files.put(
                    name,
                    new Content(
                            one.at("size").whole().orElse(-1),
                            one.at("sha256").text().orElse("")));
        }
        List<String> keys = whole.at("master_keys").items().stream()
                .flatMap(key -> key.text().stream())
                .toList();
        return new BackupManifest(Instant.parse(whole.at("created_at").text().orElse("")), files, new TreeSet<>(keys));
    }
}
