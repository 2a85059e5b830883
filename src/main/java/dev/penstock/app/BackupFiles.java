package dev.penstock.app;

import dev.penstock.app.BackupManifest.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A folder that is filled with files only their owner may read; what was made in it can be taken away again. */
record BackupFiles(Path folder, boolean wasThere) {
    private static final int CHUNK = 64 << 10;

    /** Begins with a folder that is not there, or is empty. */
    static BackupFiles in(Path folder, String option) throws BackupRefused, IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return new BackupFiles(folder, false);
        }
        if (!Files.isDirectory(folder) || !isEmpty(folder)) {
            throw new BackupRefused(
                    folder + " exists and is not an empty folder; nothing was written. Name another with " + option);
        }
        return new BackupFiles(folder, true);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.findAny().isEmpty();
        }
    }

    /** An empty file for its owner alone, in folders for its owner alone. */
    Path create(String name) throws IOException {
        Path file = folder.resolve(name);
        for (Path above = folder; !above.equals(file.getParent()); ) {
            above = above.resolve(above.relativize(file).getName(0));
            if (!Files.isDirectory(above)) {
                Files.createDirectory(
                        above, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Copies the bytes there are now, and makes them durable. */
    Content copy(Path from, String name) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            Path file = create(name);
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                return through(in, out);
            }
        }
    }

    void write(String name, byte[] bytes) throws IOException {
        try (FileChannel out = FileChannel.open(create(name), StandardOpenOption.WRITE)) {
            write(out, ByteBuffer.wrap(bytes));
            out.force(true);
        }
        force(folder);
    }

    private static Content through(InputStream in, FileChannel out) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            digest.update(chunk, 0, read);
            write(out, ByteBuffer.wrap(chunk, 0, read));
            size += read;
        }
        out.force(true);
        return new Content(size, HexFormat.of().formatHex(digest.digest()));
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    static Content content(Path file) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
                size += read;
            }
        }
        return new Content(size, HexFormat.of().formatHex(digest.digest()));
    }

    /** Makes a file's bytes, or a folder's names, durable. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Every name below a folder that is no folder itself, with slashes. */
    static NavigableSet<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            NavigableSet<String> names = new TreeSet<>();
            all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .forEach(
                            path -> names.add(folder.relativize(path).toString().replace('\\', '/')));
            return names;
        }
    }

    /** Takes away what was made; the folder too, unless it was there before. */
    void undo() throws IOException {
        List<Path> made;
        try (Stream<Path> all = Files.walk(folder)) {
            made = all.toList().reversed();
        }
        for (Path path : made) {
            if (!wasThere || !path.equals(folder)) {
                Files.delete(path);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
