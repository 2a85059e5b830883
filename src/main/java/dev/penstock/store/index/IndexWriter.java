package dev.penstock.store.index;

import dev.penstock.record.LoggedCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Keeps the index of one database up. It writes by calls, not through the mapping, so that a full disk is an exception
 * and not the end of the process. One thread's.
 */
public final class IndexWriter implements AutoCloseable {
    /** Files grow in steps, so that readers map them seldom. */
    private static final long LEAST_STEP = 256 << 10;

    private static final byte[] BLANK = new byte[Layout.RECORD];
    private static final int SWEPT_AT_ONCE = 4_096;

    private final FileChannel records;
    private final FileChannel words;
    private final Texts texts;
    private final List<Long> rows = new ArrayList<>();
    private ByteBuffer pending = room(64);
    private long count;
    /** The last row with a record, counted or not. */
    private long filled;

    private long size;
    private long wordsSize;

    private IndexWriter(FileChannel records, FileChannel words, long count, long textsEnd) throws IOException {
        this.records = records;
        this.words = words;
        this.count = count;
        this.size = records.size();
        this.wordsSize = words.size();
        this.texts = new Texts(textsEnd);
    }

    /**
     * Opens the index of a database if its last writer closed it with this many rows; else begins a new and empty one,
     * which a reader does not meet before it was flushed once.
     */
    public static IndexWriter open(Path database, long rowsThere) throws IOException {
        Path records = IndexFiles.records(database);
        Path texts = IndexFiles.texts(database);
        if (isWhole(records, rowsThere) && Files.exists(texts)) {
            FileChannel words = channel(texts);
            IndexWriter writer = new IndexWriter(channel(records), words, rowsThere, aligned(words.size()));
            writer.mark(true);
            return writer;
        }
        Files.deleteIfExists(records);
        Files.deleteIfExists(texts);
        FileChannel words = channel(texts);
        FileChannel file = channel(records);
        IndexWriter writer = new IndexWriter(file, words, 0, Layout.STRIDE);
        writer.mark(true);
        return writer;
    }

    /** How many rows have records. */
    public long count() {
        return count;
    }

    /** Gives a row its record, with the next flush. */
    public void put(long row, LoggedCall call) {
        place(row);
        Entry.put(call, texts, pending);
    }

    /** Takes a row's record away, with the next flush. */
    public void clear(long row) {
        place(row);
        pending.put(BLANK);
    }

    /** Counts the rows up to this one as having their records, those that may not be found as blank ones. */
    public void reach(long row) {
        filled = Math.max(filled, row);
    }

    /** Writes what was put without counting it: a reader goes on without it until the next flush. */
    public void flushPart() throws IOException {
        writeTexts();
        long last = rows.stream().mapToLong(Long::longValue).max().orElse(0);
        filled = Math.max(filled, last);
        size = grown(records, size, Layout.place(filled + 1));
        writeRecords();
    }

    /** Texts first, then records, then their count: whoever reads meets what is whole. */
    public void flush() throws IOException {
        if (rows.isEmpty() && filled <= count && size > 0) {
            return;
        }
        flushPart();
        count = Math.max(count, filled);
        write(records, head(), 0);
    }

    /** Drops what was put since the last flush. */
    public void drop() {
        rows.clear();
        pending.clear();
        texts.drop();
    }

    /** Overwrites every text no record points to. */
    public void sweep() throws IOException {
        texts.forget();
        BitSet used = new BitSet();
        ByteBuffer some = room(SWEPT_AT_ONCE);
        for (long row = 1; row <= count; row += SWEPT_AT_ONCE) {
            some.clear().limit((int) Math.min(SWEPT_AT_ONCE, count - row + 1) * Layout.RECORD);
            read(records, some, Layout.place(row));
            for (int at = 0; at < some.limit(); at += Layout.RECORD) {
                for (int i = 0; i < Layout.REFERENCES; i++) {
                    used.set(some.getInt(at + Layout.SCOPE + i * Integer.BYTES));
                }
            }
        }
        overwriteBut(used);
    }

    /** Closes the index as whole; where that fails it is left as it was left behind, and made anew when next opened. */
    @Override
    public void close() throws IOException {
        try (records;
                words) {
            records.truncate(Math.max(Layout.HEAD, Layout.place(count + 1)));
            words.truncate(texts.base());
            records.force(false);
            words.force(false);
            mark(false);
        }
    }

    /** Takes the index away: readers ask the database until it is opened again. */
    public void abandon(Path database) throws IOException {
        try (records;
                words) {
            Files.deleteIfExists(IndexFiles.records(database));
            Files.deleteIfExists(IndexFiles.texts(database));
        }
    }

    private void writeTexts() throws IOException {
        ByteBuffer gathered = texts.gathered();
        wordsSize = grown(words, wordsSize, texts.base() + gathered.remaining());
        write(words, gathered, texts.base());
        texts.keep();
    }

    private void place(long row) {
        rows.add(row);
        if (pending.remaining() < Layout.RECORD) {
            pending = room(2 * pending.capacity() / Layout.RECORD).put(pending.flip());
        }
    }

    /** Records of rows that follow each other go out together. */
    private void writeRecords() throws IOException {
        pending.flip();
        int from = 0;
        for (int i = 1; i <= rows.size(); i++) {
            if (i == rows.size() || rows.get(i) != rows.get(i - 1) + 1) {
                ByteBuffer run = pending.slice(from * Layout.RECORD, (i - from) * Layout.RECORD);
                write(records, run, Layout.place(rows.get(from)));
                from = i;
            }
        }
        pending.clear();
        rows.clear();
    }

    private void overwriteBut(BitSet used) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = words.map(FileChannel.MapMode.READ_ONLY, 0, texts.base(), arena);
            for (long place = Layout.STRIDE; place < texts.base(); ) {
                int length = all.get(Layout.INT, place);
                boolean needed = used.get((int) (place / Layout.STRIDE));
                if (!needed && !isBlank(all.asSlice(place + Layout.TEXT_HEAD, length))) {
                    write(words, ByteBuffer.allocate(length), place + Layout.TEXT_HEAD);
                }
                place += Layout.padded(length);
            }
        }
    }

    private static boolean isBlank(MemorySegment text) {
        for (long i = 0; i < text.byteSize(); i++) {
            if (text.get(ValueLayout.JAVA_BYTE, i) != 0) {
                return false;
            }
        }
        return true;
    }

    private void mark(boolean open) throws IOException {
        if (size == 0) {
            return;
        }
        ByteBuffer state = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        write(records, state.putInt(open ? 1 : 0).flip(), Layout.OPEN);
    }

    private ByteBuffer head() {
        return ByteBuffer.allocate(Layout.OPEN + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Layout.MAGIC)
                .putLong(count)
                .putInt(1)
                .flip();
    }

    private static long grown(FileChannel file, long size, long needed) throws IOException {
        if (needed <= size) {
            return size;
        }
        long larger = needed + Math.max(LEAST_STEP, needed / 4);
        write(file, ByteBuffer.allocate(1), larger - 1);
        return larger;
    }

    private static boolean isWhole(Path records, long rowsThere) throws IOException {
        if (!Files.exists(records) || Files.size(records) != Layout.place(rowsThere + 1)) {
            return false;
        }
        try (FileChannel file = FileChannel.open(records)) {
            ByteBuffer head = ByteBuffer.allocate(Layout.HEAD).order(ByteOrder.LITTLE_ENDIAN);
            read(file, head, 0);
            return head.getLong(0) == Layout.MAGIC
                    && head.getLong(Layout.COUNT) == rowsThere
                    && head.getInt(Layout.OPEN) == 0;
        }
    }

    private static long aligned(long size) {
        return Math.max(Layout.STRIDE, (size + Layout.STRIDE - 1) / Layout.STRIDE * Layout.STRIDE);
    }

    private static ByteBuffer room(int records) {
        return ByteBuffer.allocate(records * Layout.RECORD).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static FileChannel channel(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static void read(FileChannel file, ByteBuffer into, long place) throws IOException {
        long at = place;
        while (into.hasRemaining()) {
            int read = file.read(into, at);
            if (read < 0) {
                throw new IOException("An index ends at byte " + at);
            }
            at += read;
        }
        into.flip();
    }

    private static void write(FileChannel file, ByteBuffer bytes, long place) throws IOException {
        long at = place;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }
}
