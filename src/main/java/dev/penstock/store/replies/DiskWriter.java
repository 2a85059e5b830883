package dev.penstock.store.replies;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that changes the answers on disk. */
final class DiskWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWriter.class);
    /** Answers gather for so long: a transaction of one costs ten times its share of a full one. */
    private static final long LINGER = 20_000_000;

    private static final long TEND_EVERY = 1_000_000_000;
    private static final long REOPEN_AFTER = 10_000_000_000L;
    private static final int MOST_USES = 20_000;
    /** Of a purge, between two writes of what waits. */
    private static final int SLICES = 4;

    private final Path path;
    private final DiskRoom room;
    private final WaitingReplies waiting;
    private final Presence presence;
    private final RecentPurges purges;
    private final Tally tally;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Queue<PurgeJob> jobs = new ConcurrentLinkedQueue<>();
    private final Set<Long> uses = ConcurrentHashMap.newKeySet();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("reply-writer").unstarted(this);
    /** Null while the disk refuses it. The writing thread's, once that is started. */
    private @Nullable ReplyShelf shelf;
    /** Counts the files opened, so that readers leave one that was deleted; 0 is none. */
    private volatile int generation;
    /** Whether presence says all there is. */
    private volatile boolean recalled;
    /** Set by a reader that met damage in the file of that generation. */
    private volatile int damaged;

    private volatile boolean resting;
    private volatile boolean closing;
    /** By the clock that was handed in; read once closing is set. */
    private volatile long deadline;
    /** The writing thread's, as the ones below. */
    private long nextTend;

    private long nextOpen;
    private int opened;
    private boolean failing;

    DiskWriter(
            Path path,
            DiskRoom room,
            WaitingReplies waiting,
            Presence presence,
            RecentPurges purges,
            Tally tally,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.path = path;
        this.room = room;
        this.waiting = waiting;
        this.presence = presence;
        this.purges = purges;
        this.tally = tally;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    void start() {
        open();
        thread.start();
    }

    int generation() {
        return generation;
    }

    boolean isRecalled() {
        return recalled;
    }

    void wake() {
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    void purge(PurgeJob job) {
        jobs.add(job);
        wake();
    }

    /** Notes that an answer was of use; where too many are noted at once, some are not. */
    void used(long hash) {
        if (uses.size() < MOST_USES) {
            uses.add(hash);
        }
    }

    void damaged(int seen) {
        damaged = seen;
        wake();
    }

    /** Writes what waits, for as long as that may take. */
    void close(ReplyLimits limits) {
        deadline = nanoTime.getAsLong() + limits.closeWithin().toNanos();
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(limits.closeWithin().plusSeconds(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        attempt(this::recall);
        while (!isOver()) {
            if (shelf == null || damaged == generation) {
                renew();
            }
            boolean busy = attempt(this::purgeSome);
            busy = attempt(this::writeSome) || busy;
            busy = attempt(this::tend) || busy;
            if (!busy && !closing) {
                rest();
            }
        }
        for (PurgeJob job = jobs.poll(); job != null; job = jobs.poll()) {
            fail(job);
        }
        attempt(this::closeShelf);
    }

    /** What may fail with the disk; true where there is more of it to be done at once. */
    private interface Step {
        boolean with(ReplyShelf shelf) throws SQLException;
    }

    private boolean attempt(Step step) {
        ReplyShelf open = shelf;
        if (open == null) {
            dropAll();
            return false;
        }
        try {
            return step.with(open);
        } catch (SQLException | RuntimeException failure) {
            noteFailure(failure);
            if (!(failure instanceof SQLException sql) || ReplySchema.isDamage(sql)) {
                damaged = generation;
            }
            return false;
        }
    }

    private boolean recall(ReplyShelf open) throws SQLException {
        open.recall();
        recalled = true;
        return false;
    }

    private boolean purgeSome(ReplyShelf open) throws SQLException {
        PurgeJob job = jobs.peek();
        if (job == null) {
            return false;
        }
        try {
            for (int slice = 0; slice < SLICES && !job.isFinished(); slice++) {
                open.purgeSome(job);
            }
        } catch (SQLException | RuntimeException failure) {
            jobs.poll();
            fail(job);
            throw failure;
        }
        if (job.isFinished()) {
            jobs.poll();
            purges.end(job.recent());
            job.promise().complete(job.count());
        }
        return !jobs.isEmpty();
    }

    /** What could not be deleted is still not found: its purge goes on being under way. */
    private static void fail(PurgeJob job) {
        job.promise()
                .fail(new IOException("The disk failed while kept answers were purged; they are not given until"
                        + " the next start. Look for the store's errors in the log, and purge again"));
    }

    private boolean writeSome(ReplyShelf open) throws SQLException {
        if (waiting.isEmpty() || !open.canWrite()) {
            return false;
        }
        Set<Waiting> batch = gather(open.atOnce());
        try {
            open.put(batch, clock.millis());
            noteSuccess();
        } catch (SQLException | RuntimeException failure) {
            tally.dropped.add(batch.size());
            throw failure;
        } finally {
            batch.forEach(waiting::settled);
        }
        return !waiting.isEmpty();
    }

    private Set<Waiting> gather(int most) {
        Set<Waiting> batch = new LinkedHashSet<>();
        long bytes = 0;
        while (batch.size() < most && bytes < room.batchBytes()) {
            Waiting next = waiting.next();
            if (next == null) {
                break;
            }
            // What a purge names is taken out, and counted, by that purge or by who kept it too late.
            boolean named = next.reply != null && purges.names(next.reply);
            if (!named && batch.add(next)) {
                bytes += next.bytes;
            }
        }
        return batch;
    }

    private boolean tend(ReplyShelf open) throws SQLException {
        if (nanoTime.getAsLong() - nextTend < 0 || closing) {
            return false;
        }
        if (!uses.isEmpty()) {
            List<Long> noted = uses.stream().limit(open.atOnce()).toList();
            noted.forEach(uses::remove);
            open.use(noted, clock.millis());
        }
        boolean more = open.deleteEnded(clock.millis()) || !uses.isEmpty();
        // Not while answers wait: they take the free pages.
        more = (waiting.isEmpty() && jobs.isEmpty() && open.giveBack()) || more;
        nextTend = nanoTime.getAsLong() + (more ? 0 : TEND_EVERY);
        return more;
    }

    private boolean closeShelf(ReplyShelf open) throws SQLException {
        open.use(List.copyOf(uses), clock.millis());
        open.close();
        return false;
    }

    private void rest() {
        resting = true;
        if (waiting.isEmpty() && jobs.isEmpty() && !closing) {
            LockSupport.parkNanos(this, TEND_EVERY);
        }
        resting = false;
        if (!closing) {
            LockSupport.parkNanos(this, LINGER);
        }
    }

    private boolean isOver() {
        return closing && ((waiting.isEmpty() && jobs.isEmpty()) || nanoTime.getAsLong() - deadline > 0);
    }

    private void open() {
        try {
            shelf = new ReplyShelf(ReplyShelf.open(path, room), room, presence, tally);
            generation = ++opened;
        } catch (SQLException | IOException failure) {
            noteFailure(failure);
        }
    }

    /** Begins with an empty file, because this one is damaged or could not be opened. */
    private void renew() {
        if (nanoTime.getAsLong() - nextOpen < 0 && nextOpen != 0) {
            return;
        }
        nextOpen = nanoTime.getAsLong() + REOPEN_AFTER;
        ReplyShelf old = shelf;
        shelf = null;
        damaged = 0;
        presence.clear();
        tally.entries = 0;
        try {
            if (old != null) {
                LOG.warn("The file of kept answers {} is damaged; it is made anew, empty", path);
                old.close();
            }
        } catch (SQLException ignored) {
            LOG.debug("Cannot close {}", path);
        }
        try {
            ReplySchema.delete(path);
            open();
            recalled = true;
        } catch (IOException failure) {
            noteFailure(failure);
        }
    }

    private void dropAll() {
        for (Waiting next = waiting.next(); next != null; next = waiting.next()) {
            tally.dropped.increment();
            waiting.settled(next);
        }
        for (PurgeJob job = jobs.poll(); job != null; job = jobs.poll()) {
            fail(job);
        }
    }

    private void noteFailure(Exception failure) {
        tally.failures.increment();
        if (!failing) {
            String what = failure instanceof SQLException sql
                    ? ReplySchema.name(sql)
                    : failure.getClass().getSimpleName();
            LOG.error("Answers cannot be kept in {}: {}. Calls go on without", path, what);
        }
        failing = true;
    }

    private void noteSuccess() {
        if (failing) {
            LOG.info("Answers are kept in {} again", path);
        }
        failing = false;
    }
}
