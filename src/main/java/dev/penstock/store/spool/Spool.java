package dev.penstock.store.spool;

import dev.penstock.record.CallLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The spool of one process: a folder of segments, and the two threads that empty it. */
public final class Spool implements AutoCloseable {
    private static final String SUFFIX = ".spool";

    private final Path folder;
    private final FileChannel lock;
    private final int run;
    private final SpoolLimits limits;
    private final Disk disk;
    private final RowStore store;
    private final LongSupplier nanoTime;
    private final Tally tally;
    private final List<Appender> appenders = new CopyOnWriteArrayList<>();
    private final List<Queue<Segment>> queues = new CopyOnWriteArrayList<>();
    private final Forcing forcing;
    private final StoreWriter writer;
    private final Thread forcingThread;
    private final Thread writerThread;

    /**
     * Opens the folder, and begins to carry into the store what an ended process left there.
     *
     * @param store closed with the spool
     * @param nanoTime a clock that never goes back
     * @throws IOException if the folder cannot be used, or another process uses it
     */
    public static Spool open(Path folder, SpoolLimits limits, RowStore store, LongSupplier nanoTime)
            throws IOException {
        return open(folder, limits, store, nanoTime, Disk::real);
    }

    /** The bytes of rows that an ended process left in a folder; 0 while a process uses it. Changes nothing. */
    public static long leftBehind(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("lock")) || isUsed(folder)) {
            return 0;
        }
        long bytes = 0;
        for (Path segment : segmentsIn(folder)) {
            bytes += Math.max(0, Files.size(segment) - Frame.MAGIC.length);
        }
        return bytes;
    }

    static Spool open(Path folder, SpoolLimits limits, RowStore store, LongSupplier nanoTime, Disk disk)
            throws IOException {
        Files.createDirectories(folder);
        FileChannel lock = lock(folder);
        try {
            Spool spool = new Spool(folder, lock, segmentsIn(folder), limits, store, nanoTime, disk);
            spool.forcingThread.start();
            spool.writerThread.start();
            return spool;
        } catch (IOException failure) {
            lock.close();
            throw failure;
        }
    }

    private Spool(
            Path folder,
            FileChannel lock,
            List<Path> left,
            SpoolLimits limits,
            RowStore store,
            LongSupplier nanoTime,
            Disk disk)
            throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.run = left.stream().mapToInt(Spool::runOf).max().orElse(0) + 1;
        this.limits = limits;
        this.disk = disk;
        this.store = store;
        this.nanoTime = nanoTime;
        this.tally = new Tally(limits.bodyBytes());
        this.queues.add(leftBehind(left, tally));
        this.forcing = new Forcing(folder, appenders, limits, tally, nanoTime);
        Quarantine quarantine = new Quarantine(folder.resolve("quarantine"), tally);
        this.writer = new StoreWriter(queues, store, quarantine, limits, tally, nanoTime);
        this.forcingThread = thread("spool-force", forcing);
        this.writerThread = thread("spool-store", writer);
    }

    /** A new end of the spool; each is for one thread. */
    public CallLog appender() {
        Queue<Segment> queue = new ConcurrentLinkedQueue<>();
        queues.add(queue);
        int number = queues.size();
        AtomicInteger count = new AtomicInteger();
        Appender appender = new Appender(() -> next(number, count.incrementAndGet()), limits, tally, queue);
        appenders.add(appender);
        return appender;
    }

    public SpoolCounters counters() {
        return tally.counters();
    }

    /** Waits until the store has all that an ended process left; false if that takes longer. */
    public boolean caughtUp(Duration within) throws InterruptedException {
        return writer.caughtUp().await(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Gives the store what is pending, within the limit, and leaves the rest on disk for the next start. */
    @Override
    public void close() throws IOException {
        appenders.forEach(Appender::close);
        writer.drain(nanoTime.getAsLong() + limits.closeWithin().toNanos());
        join(writerThread);
        forcing.stop();
        join(forcingThread);
        store.close();
        lock.close();
    }

    private Segment next(int appender, int count) throws IOException {
        String name = String.format("%08d-%04d-%08d%s", run, appender, count, SUFFIX);
        Segment segment = Segment.create(folder.resolve(name), disk, nanoTime.getAsLong());
        forcing.watch(segment);
        return segment;
    }

    private static Queue<Segment> leftBehind(List<Path> paths, Tally tally) throws IOException {
        Queue<Segment> segments = new ConcurrentLinkedQueue<>();
        for (Path path : paths) {
            Segment segment = Segment.leftBehind(path);
            segments.add(segment);
            tally.pendingBytes.addAndGet(segment.published() - segment.taken());
        }
        return segments;
    }

    private static List<Path> segmentsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** The number of the run that wrote a segment, 0 for a file somebody else put there. */
    private static int runOf(Path path) {
        String name = path.getFileName().toString();
        return name.matches("\\d{8}-.*") ? Integer.parseInt(name.substring(0, 8)) : 0;
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(file) == null) {
            file.close();
            throw new IOException("Another process uses " + folder + "; stop it or name another data folder");
        }
        return file;
    }

    private static boolean isUsed(Path folder) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.WRITE)) {
            return tryLock(file) == null;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).unstarted(work);
    }

    private static void join(Thread thread) {
        try {
            LockSupport.unpark(thread);
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
