package dev.penstock.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A file that holds a master key: read only where nobody else can, and made so that none is ever overwritten. */
final class KeyFile {
    /** Far more than a key in any form; a larger file is another one. */
    private static final int MOST_BYTES = 4096;

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final Set<PosixFilePermission> GROUPS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE);

    private KeyFile() {}

    static boolean exists(Path file) {
        return Files.exists(file);
    }

    static byte[] read(Path file) throws KeyUnusable {
        try {
            if (!Files.isRegularFile(file)) {
                throw new KeyUnusable(
                        Files.exists(file) ? "is no regular file; use 'command' for anything else" : "does not exist");
            }
            Optional<String> open = openness(file);
            if (open.isPresent()) {
                throw new KeyUnusable(open.get());
            }
            try (InputStream stream = Files.newInputStream(file)) {
                return stream.readNBytes(MOST_BYTES + 1);
            }
        } catch (NoSuchFileException e) {
            throw new KeyUnusable("does not exist");
        } catch (IOException e) {
            throw new KeyUnusable("cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static Optional<String> openness(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return Optional.empty();
        }
        boolean ours = Files.getOwner(file).getName().equals(System.getProperty("user.name"));
        return openness(Files.getPosixFilePermissions(file), ours)
                .map(who -> "may be read or changed by " + who + "; run: chmod 600 " + file.toAbsolutePath());
    }

    /**
     * Who else may use a file of these permissions. As with ssh the group may read a file that is not ours: that is how
     * a container is handed one.
     */
    static Optional<String> openness(Set<PosixFilePermission> permissions, boolean ours) {
        boolean others = permissions.stream().anyMatch(one -> !OWNERS.contains(one) && isOthers(one));
        boolean group = permissions.stream()
                .anyMatch(one -> !OWNERS.contains(one) && !isOthers(one) && (ours || !GROUPS.contains(one)));
        return others ? Optional.of("everybody") : group ? Optional.of("its group") : Optional.empty();
    }

    private static boolean isOthers(PosixFilePermission permission) {
        return permission.name().startsWith("OTHERS_");
    }

    /**
     * Makes the file, for its owner only, with all its bytes on the disk before it has its name.
     *
     * @throws FileAlreadyExistsException where there is one, which stays as it is
     */
    static void create(Path file, String text) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.resolveSibling("");
        Path unnamed = Files.createTempFile(folder, ".penstock-key", ".new", ownersOnly(folder));
        try {
            try (FileChannel channel = FileChannel.open(unnamed, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            name(unnamed, absolute);
        } finally {
            Files.deleteIfExists(unnamed);
        }
        sync(folder);
    }

    private static FileAttribute<?>[] ownersOnly(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** A link, because unlike a move it fails where the name is taken, whoever took it and when. */
    private static void name(Path unnamed, Path file) throws IOException {
        try {
            Files.createLink(file, unnamed);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Without links, as on some network and memory-card file systems.
            Files.move(unnamed, file);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
