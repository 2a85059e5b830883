package dev.penstock.store.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One file of records. Its appender writes it, the forcing thread forces and at last closes it, the store writer reads
 * it and deletes it; each field says whose it is.
 */
final class Segment {
    private final Path path;
    /** Null where an ended process wrote the segment. */
    private final Disk.@Nullable SegmentFile file;
    /** By the clock that was handed in. */
    private final long born;
    /** In the order of the rows; filled by the appender, emptied by the store writer. */
    private final Queue<HeldBodies> bodies = new ConcurrentLinkedQueue<>();
    /** The appender's: the end of the last whole record. */
    private long end = Frame.MAGIC.length;
    /** The same for all others; lowered by the store writer where it finds no whole record. */
    private volatile long published;
    /** No record follows; set by the appender after its last record was published. */
    private volatile boolean sealed;
    /** Asks the appender to go on in another segment. */
    private volatile boolean retiring;
    /** Set by the store writer. */
    private volatile boolean deleted;
    /** The forcing thread's. */
    private long forced;
    /** The store writer's: up to where the store has the rows. */
    private long taken = Frame.MAGIC.length;
    /** The store writer's. */
    private @Nullable FileChannel reading;

    private Segment(Path path, Disk.@Nullable SegmentFile file, long born, long published, boolean sealed) {
        this.path = path;
        this.file = file;
        this.born = born;
        this.published = published;
        this.sealed = sealed;
    }

    static Segment create(Path path, Disk disk, long now) throws IOException {
        Disk.SegmentFile file = disk.create(path);
        try {
            file.write(Frame.MAGIC, Frame.MAGIC.length);
        } catch (IOException refused) {
            file.close();
            Files.deleteIfExists(path);
            throw refused;
        }
        return new Segment(path, file, now, Frame.MAGIC.length, false);
    }

    static Segment leftBehind(Path path) throws IOException {
        return new Segment(path, null, 0, Math.max(Files.size(path), Frame.MAGIC.length), true);
    }

    Path path() {
        return path;
    }

    // The appender's part.

    /** Puts a record on disk; it counts once it is published. After an exception the segment must be sealed. */
    void write(byte[] frame, int length) throws IOException {
        if (file != null) {
            file.write(frame, length);
        }
    }

    void hold(HeldBodies held) {
        bodies.add(held);
    }

    void publish(int length) {
        end += length;
        published = end;
    }

    /** Where the next record begins. */
    long end() {
        return end;
    }

    void seal() {
        sealed = true;
    }

    boolean isRetiring() {
        return retiring;
    }

    // The forcing thread's part.

    void retire() {
        retiring = true;
    }

    boolean isOlderThan(long nanos, long now) {
        return now - born > nanos;
    }

    /** Forces what was published since the last time; true when nothing will follow. */
    boolean force() throws IOException {
        boolean last = sealed;
        long upTo = published;
        if (file != null && upTo != forced && !deleted) {
            file.force();
            forced = upTo;
        }
        return last;
    }

    void closeFile() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    // The store writer's part.

    long published() {
        return published;
    }

    long taken() {
        return taken;
    }

    void take(long upTo) {
        taken = upTo;
    }

    /** Whether the store has every row of it. */
    boolean isFinished() {
        return sealed && taken >= published;
    }

    boolean isFinishedAt(long upTo) {
        return sealed && upTo >= published;
    }

    /** Gives up what follows the last whole record; returns how much that is. */
    long cut(long at) {
        long rest = published - at;
        published = at;
        return rest;
    }

    boolean isLeftBehind() {
        return file == null;
    }

    /** The bodies of the row at this place, if they were kept. */
    @Nullable
    HeldBodies bodiesAt(long offset) {
        HeldBodies held = bodies.peek();
        return held != null && held.offset() == offset ? bodies.poll() : null;
    }

    FileChannel reading() throws IOException {
        if (reading == null) {
            reading = FileChannel.open(path);
        }
        return reading;
    }

    void delete() throws IOException {
        deleted = true;
        stopReading();
        Files.deleteIfExists(path);
    }

    void stopReading() throws IOException {
        if (reading != null) {
            reading.close();
        }
    }
}
