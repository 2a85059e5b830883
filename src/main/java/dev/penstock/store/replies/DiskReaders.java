package dev.penstock.store.replies;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that read answers from disk, each with a connection of its own, and one that lets callers go whose
 * answer does not come in time. Not virtual threads: a read in native code would pin their carriers, which are as few.
 */
final class DiskReaders implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST_ASKED = 2_000;
    private static final long TICK = 10_000_000;
    private static final long IDLE = 250_000_000;

    private final Path path;
    private final DiskWriter writer;
    private final Tally tally;
    private final LongSupplier nanoTime;
    private final LinkedTransferQueue<Ask<?>> asked = new LinkedTransferQueue<>();
    /** All that have no answer yet, and for a moment some that have. */
    private final Queue<Ask<?>> open = new ConcurrentLinkedQueue<>();

    private final AtomicInteger count = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final Thread watch =
            Thread.ofPlatform().daemon().name("reply-watch").unstarted(this::watch);
    private volatile boolean idle;
    private volatile boolean closed;

    DiskReaders(Path path, DiskWriter writer, Tally tally, LongSupplier nanoTime) {
        this.path = path;
        this.writer = writer;
        this.tally = tally;
        this.nanoTime = nanoTime;
    }

    void start() {
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().daemon().name("reply-reader-" + i).start(new Reader()));
        }
        watch.start();
    }

    /** What is read. */
    interface Read<T> {
        T from(ReplyReading file) throws SQLException;
    }

    /** What the disk says within a time, or else something instead. Never fails. */
    <T> Future<T> ask(Read<T> read, T otherwise, Duration within) {
        if (closed || count.incrementAndGet() > MOST_ASKED) {
            if (!closed) {
                count.decrementAndGet();
                tally.failures.increment();
            }
            return Future.succeededFuture(otherwise);
        }
        Ask<T> ask = new Ask<>(read, otherwise, nanoTime.getAsLong() + within.toNanos());
        open.add(ask);
        asked.add(ask);
        if (idle) {
            LockSupport.unpark(watch);
        }
        return ask.promise.future();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        LockSupport.unpark(watch);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(1));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        for (Ask<?> ask = open.poll(); ask != null; ask = open.poll()) {
            ask.giveUp();
        }
    }

    private final class Ask<T> {
        private final Read<T> read;
        private final T otherwise;
        private final long until;
        private final Promise<T> promise = Promise.promise();

        Ask(Read<T> read, T otherwise, long until) {
            this.read = read;
            this.otherwise = otherwise;
            this.until = until;
        }

        void answer(ReplyReading file) throws SQLException {
            if (isLate()) {
                giveUp();
            } else if (!isDone()) {
                answer(read.from(file));
            }
        }

        void giveUp() {
            if (answer(otherwise)) {
                tally.failures.increment();
            }
        }

        boolean isLate() {
            return nanoTime.getAsLong() - until > 0;
        }

        boolean isDone() {
            return promise.future().isComplete();
        }

        /** Whether it had none yet. */
        private boolean answer(T value) {
            boolean first = promise.tryComplete(value);
            if (first) {
                count.decrementAndGet();
            }
            return first;
        }
    }

    /** One thread and its connection, which is left when the file was made anew. */
    private final class Reader implements Runnable {
        private @Nullable ReplyReading file;
        private int generation;

        @Override
        public void run() {
            while (!closed) {
                try {
                    Ask<?> ask = asked.poll(1, TimeUnit.SECONDS);
                    if (ask != null) {
                        answer(ask);
                    }
                } catch (InterruptedException interrupted) {
                    break;
                }
            }
            leave();
        }

        private void answer(Ask<?> ask) {
            try {
                ask.answer(file());
            } catch (SQLException | RuntimeException failure) {
                ask.giveUp();
                leave();
                if (failure instanceof SQLException sql && ReplySchema.isDamage(sql)) {
                    writer.damaged(generation);
                }
            }
        }

        private ReplyReading file() throws SQLException {
            ReplyReading now = file;
            if (now != null && generation == writer.generation()) {
                return now;
            }
            leave();
            generation = writer.generation();
            ReplyReading fresh = new ReplyReading(path);
            file = fresh;
            return fresh;
        }

        private void leave() {
            ReplyReading old = file;
            file = null;
            try {
                if (old != null) {
                    old.close();
                }
            } catch (SQLException ignored) {
                tally.failures.increment();
            }
        }
    }

    private void watch() {
        long quiet = 0;
        while (!closed) {
            open.removeIf(Ask::isDone);
            open.stream().filter(Ask::isLate).forEach(Ask::giveUp);
            quiet = open.isEmpty() ? quiet + TICK : 0;
            if (quiet < IDLE) {
                LockSupport.parkNanos(this, TICK);
                continue;
            }
            idle = true;
            if (open.isEmpty()) {
                LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(1));
            }
            idle = false;
        }
    }
}
