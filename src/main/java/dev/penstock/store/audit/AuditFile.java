package dev.penstock.store.audit;

import dev.penstock.control.AuditTrail;
import dev.penstock.json.JsonMalformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trail in files. Each line is forced to the disk before its effect. A line that a crash left unfinished is cut off
 * at the next opening: its effect cannot have happened. A trail that somebody else has touched takes nothing more.
 */
public final class AuditFile implements AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
    private static final long LARGEST_FILE = 64L << 20;

    private final AuditFolder folder;
    private final long largest;
    private FileChannel channel;
    private @Nullable Object identity;
    private Head head;
    private long end;

    /** Why nothing may be appended until somebody has looked; empty in the usual case. */
    private Optional<String> damaged = Optional.empty();

    private volatile boolean failing;

    private AuditFile(AuditFolder folder, long largest, FileChannel channel, Head head) throws IOException {
        this.folder = folder;
        this.largest = largest;
        this.channel = channel;
        this.head = head;
        this.end = channel.size();
        this.identity = identity(folder.current());
    }

    /**
     * Opens the trail of a folder, or begins it.
     *
     * @param known where the control store says the trail was at the last change
     */
    public static AuditFile open(Path folder, Optional<Head> known) throws IOException {
        return open(folder, known, LARGEST_FILE);
    }

    static AuditFile open(Path path, Optional<Head> known, long largest) throws IOException {
        Files.createDirectories(path);
        AuditFolder folder = new AuditFolder(path);
        FileChannel channel = channel(folder);
        try {
            Optional<Head> last = last(folder, channel);
            AuditFile file = new AuditFile(folder, largest, channel, last.orElse(AuditLine.GENESIS));
            file.damaged = last.isEmpty() ? Optional.of("its last line is damaged") : file.mismatch(known);
            file.damaged.ifPresent(why -> LOG.error(
                    "The audit trail in {} cannot be trusted: {}. Calls are carried, but nothing can be changed and no"
                            + " secret read. Find out what happened ('penstock audit verify'), restore the trail from"
                            + " a backup, or begin another with 'penstock audit begin-anew'",
                    path,
                    why));
            return file;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Whether an entry could not be written now. */
    public boolean isUnwritable() {
        return failing || !isInPlace();
    }

    @Override
    public synchronized Head append(Entry entry) throws IOException {
        try {
            trusted();
            if (end >= largest) {
                turn();
            }
            AuditLine line = AuditLine.after(head, entry);
            write(line.bytes());
            head = line.head();
            failing = false;
            return head;
        } catch (IOException failure) {
            failing = true;
            throw failure;
        }
    }

    private void trusted() throws IOException {
        if (damaged.isPresent()) {
            throw new IOException("The audit trail cannot be trusted: " + damaged.get());
        }
        if (!isInPlace() || channel.size() != end) {
            throw new IOException("Somebody else has changed, moved or removed " + folder.current());
        }
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(line, line.length + 1));
        bytes.put(line.length, (byte) '\n');
        try {
            long at = end;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            channel.force(false);
            end = at;
        } catch (IOException failure) {
            channel.truncate(end);
            throw failure;
        }
    }

    /** The chain goes on in another file. */
    private void turn() throws IOException {
        Path finished = folder.finished(first(folder.current()));
        Files.move(folder.current(), finished, StandardCopyOption.ATOMIC_MOVE);
        FileChannel next;
        try {
            next = channel(folder);
            folder.force();
        } catch (IOException failure) {
            Files.move(finished, folder.current(), StandardCopyOption.ATOMIC_MOVE);
            throw failure;
        }
        FileChannel former = channel;
        channel = next;
        end = 0;
        identity = identity(folder.current());
        former.close();
    }

    @Override
    public Found find(Wanted wanted) throws IOException {
        return AuditSearch.in(folder.files(), wanted);
    }

    /** What a trail in a data folder holds, whether or not a server runs on it. */
    public static Found find(Path folder, Wanted wanted) throws IOException {
        return AuditSearch.in(new AuditFolder(folder).files(), wanted);
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            LOG.debug("Closing the audit trail failed");
        }
    }

    private static FileChannel channel(AuditFolder folder) throws IOException {
        return FileChannel.open(
                folder.current(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private boolean isInPlace() {
        try {
            return Objects.equals(identity, identity(folder.current()));
        } catch (IOException gone) {
            return false;
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Whether the trail still has the entry that was its last at the last change. */
    private Optional<String> mismatch(Optional<Head> known) throws IOException {
        if (known.isEmpty() || known.get().count() == 0) {
            return Optional.empty();
        }
        Head then = known.get();
        if (head.count() < then.count()) {
            return Optional.of("it ends with entry " + head.count() + ", though entry " + then.count()
                    + " was written: its end is missing");
        }
        Head[] found = {AuditLine.GENESIS};
        for (Path file : folder.files().reversed()) {
            if (first(file) <= then.count()) {
                AuditFolder.read(List.of(file), (ignoredFile, ignoredLine, bytes, whole) -> {
                    AuditLine line = new AuditLine(bytes);
                    boolean isIt = whole && line.hasSuffix() && line.number() == then.count();
                    found[0] = isIt ? line.head() : found[0];
                    return !isIt;
                });
                break;
            }
        }
        return found[0].equals(then)
                ? Optional.empty()
                : Optional.of("entry " + then.count() + " is not the one that was written");
    }

    /** The number of a file's first entry; beyond all where it has none. */
    private static long first(Path file) throws IOException {
        long[] first = {Long.MAX_VALUE};
        AuditFolder.read(List.of(file), (ignoredFile, ignoredLine, bytes, whole) -> {
            first[0] = whole ? new AuditLine(bytes).number() : Long.MAX_VALUE;
            return false;
        });
        return first[0];
    }

    /** Where the trail ends; nothing where its last line cannot be read. Cuts off what a crash left unfinished. */
    private static Optional<Head> last(AuditFolder folder, FileChannel current) throws IOException {
        try {
            Optional<Head> last = last(current);
            List<Path> finished = folder.finished();
            if (last.isPresent() || finished.isEmpty()) {
                return Optional.of(last.orElse(AuditLine.GENESIS));
            }
            try (FileChannel newest =
                    FileChannel.open(finished.getLast(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return last(newest);
            }
        } catch (JsonMalformed | NoSuchElementException | IndexOutOfBoundsException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Head> last(FileChannel channel) throws IOException {
        long size = channel.size();
        int length = (int) Math.min(size, 2L * AuditLine.LONGEST);
        ByteBuffer tail = ByteBuffer.allocate(length);
        int read = 0;
        while (tail.hasRemaining() && read >= 0) {
            read = channel.read(tail, size - length + tail.position());
        }
        byte[] bytes = tail.array();
        int stop = lastLineEnd(bytes, length);
        channel.truncate(size - (length - stop));
        if (stop == 0) {
            return Optional.empty();
        }
        AuditLine line = new AuditLine(Arrays.copyOfRange(bytes, lastLineEnd(bytes, stop - 1), stop - 1));
        return Optional.of(line.head());
    }

    /** Behind the last line feed before this place; 0 where there is none. */
    private static int lastLineEnd(byte[] bytes, int before) {
        int at = before;
        while (at > 0 && bytes[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    /** Moves a trail that cannot be trusted aside, so that the next one can begin; nothing of it is lost. */
    public static Path putAside(Path folder, String name) throws IOException {
        AuditFolder files = new AuditFolder(folder);
        List<Path> all = files.files();
        if (all.isEmpty()) {
            throw new NoSuchFileException(folder.toString());
        }
        Path aside = Files.createDirectory(folder.resolve(name));
        for (Path file : all) {
            Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        files.force();
        return aside;
    }
}
