package dev.penstock.store.index;

import dev.penstock.record.LoggedCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Records and texts as they lie in memory. Those of a file go on growing under a reader: a record once counted is
 * whole, though one that is being replaced may for a moment show parts of both.
 */
public final class Records {
    private static final VarHandle COUNT = Layout.LONG.varHandle();

    private final MemorySegment records;
    private final MemorySegment texts;
    /** Of the file the records are mapped from, to notice another in its place; the records themselves in memory. */
    private final Object origin;

    /** How many records are shown; -1 is all that there are by now. */
    private final long bound;

    private Records(MemorySegment records, MemorySegment texts, Object origin, long bound) {
        this.records = records;
        this.texts = texts;
        this.origin = origin;
        this.bound = bound;
    }

    /** These, and none that come later. */
    public Records still() {
        return new Records(records, texts, origin, count());
    }

    /** The index beside a database; empty where it has none that can be used. */
    public static Optional<Records> map(Path database) throws IOException {
        try (FileChannel file = FileChannel.open(IndexFiles.records(database));
                FileChannel words = FileChannel.open(IndexFiles.texts(database))) {
            if (file.size() < Layout.HEAD) {
                return Optional.empty();
            }
            MemorySegment records = whole(file);
            Records mapped = new Records(records, whole(words), origin(database), -1);
            return records.get(Layout.LONG, 0) == Layout.MAGIC && mapped.isWhole()
                    ? Optional.of(mapped)
                    : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Records made for one reading. Their rows are numbered from 1 in the order given. */
    public static Records of(List<LoggedCall> calls) {
        Texts texts = new Texts(Layout.STRIDE);
        ByteBuffer bytes = ByteBuffer.allocate(Layout.HEAD + calls.size() * Layout.RECORD)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Layout.MAGIC)
                .putLong(calls.size())
                .position(Layout.HEAD);
        calls.forEach(call -> Entry.put(call, texts, bytes));
        ByteBuffer words = ByteBuffer.allocate(Layout.STRIDE + texts.gathered().remaining())
                .position(Layout.STRIDE)
                .put(texts.gathered());
        return new Records(copied(bytes.flip()), copied(words.flip()), calls, -1);
    }

    /** How many rows have records. */
    public long count() {
        return bound >= 0 ? bound : (long) COUNT.getVolatile(records, (long) Layout.COUNT);
    }

    /** Whether a writer has the index open, or ended without closing it. */
    public boolean isOpen() {
        return records.get(Layout.INT, Layout.OPEN) != 0;
    }

    /** Whether this shows all there is beside the database: false once the files have outgrown it or were made anew. */
    public boolean isCurrent(Path database) throws IOException {
        return isWhole()
                && Files.size(IndexFiles.texts(database)) <= texts.byteSize()
                && origin.equals(origin(database));
    }

    long number(long row, int field) {
        return records.get(Layout.LONG, Layout.place(row) + field);
    }

    int word(long row, int field) {
        return records.get(Layout.INT, Layout.place(row) + field);
    }

    boolean has(long row, int flag) {
        return (word(row, Layout.FLAGS) & flag) != 0;
    }

    /** The length of the text, whose bytes are put into the scratch. */
    int text(int reference, Scratch scratch) {
        long place = Integer.toUnsignedLong(reference) * Layout.STRIDE;
        int length = texts.get(Layout.INT, place);
        byte[] into = scratch.of(length);
        MemorySegment.copy(texts, ValueLayout.JAVA_BYTE, place + Layout.TEXT_HEAD, into, 0, length);
        return length;
    }

    private boolean isWhole() {
        return Layout.place(count() + 1) <= records.byteSize();
    }

    private static Object origin(Path database) throws IOException {
        Object key = Files.readAttributes(
                        IndexFiles.records(database), java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        return key == null ? database : key;
    }

    /** Unmapped when nobody reads it any more. */
    private static MemorySegment whole(FileChannel file) throws IOException {
        return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), Arena.ofAuto());
    }

    private static MemorySegment copied(ByteBuffer bytes) {
        MemorySegment copy = Arena.ofAuto().allocate(Math.max(bytes.remaining(), 1), Long.BYTES);
        return copy.copyFrom(MemorySegment.ofBuffer(bytes));
    }
}
