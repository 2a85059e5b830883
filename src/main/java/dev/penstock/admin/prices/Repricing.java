package dev.penstock.admin.prices;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.admin.prices.RepriceJob.Bite;
import dev.penstock.admin.prices.RepriceJob.State;
import dev.penstock.meter.PriceBook;
import dev.penstock.record.CallRow;
import dev.penstock.record.RowCorrections;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prices kept rows anew, one job at a time, on a thread of its own, some rows at a time and with pauses as long as the
 * work. Rows are counted, then that is kept, then they are corrected: a process that is killed between corrects them
 * again at its next start, to the same end, and counts nothing twice.
 */
public final class Repricing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Repricing.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final long ROWS = 500;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long SHORTEST_PAUSE = 2_000_000;
    private static final long LONGEST_PAUSE = 500_000_000;
    private static final int MOST_TRIES = 20;
    /** Rows that stood in the spool when a day was looked at are found by looking again. */
    private static final int MOST_LOOKS = 2;

    private final RowCorrections rows;
    private final PriceShelf shelf;
    private final Journal journal;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Semaphore work = new Semaphore(0);
    private final AtomicReference<@Nullable RepriceJob> job = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    /** Where the job is kept. */
    public interface Journal {
        Optional<byte[]> job() throws IOException;

        /** Durably, all or nothing. */
        void keepJob(byte[] text) throws IOException;
    }

    private Repricing(RowCorrections rows, PriceShelf shelf, Journal journal, InstantSource clock, LongSupplier nanos) {
        this.rows = rows;
        this.shelf = shelf;
        this.journal = journal;
        this.clock = clock;
        this.nanos = nanos;
        this.thread = Thread.ofVirtual().name("repricing").unstarted(this::run);
    }

    /** Goes on with what an ended process left. */
    public static Repricing start(
            RowCorrections rows, PriceShelf shelf, Journal journal, InstantSource clock, LongSupplier nanos)
            throws IOException {
        Repricing repricing = new Repricing(rows, shelf, journal, clock, nanos);
        journal.job().flatMap(Repricing::read).ifPresent(repricing.job::set);
        repricing.work.release();
        repricing.thread.start();
        return repricing;
    }

    private static Optional<RepriceJob> read(byte[] text) {
        try {
            return Optional.of(RepriceJob.parse(text));
        } catch (RuntimeException damaged) {
            LOG.error("The job that corrects rows cannot be read and is forgotten: {}", damaged.toString());
            return Optional.empty();
        }
    }

    /** The last job, running or not. */
    Optional<RepriceJob> job() {
        return Optional.ofNullable(job.get());
    }

    /** @throws ApiRefused 409 while another runs */
    synchronized RepriceJob begin(String id, RepriceOrder order) throws IOException {
        RepriceJob running = job.get();
        if (running != null && running.isRunning()) {
            throw ApiRefused.conflict(List.of(
                    Problem.of(7009, "Rows are being priced anew by job " + running.id() + "; wait for its end")));
        }
        RepriceJob begun = RepriceJob.begun(id, order, shelf.inForce().version(), clock.millis());
        journal.keepJob(begun.kept());
        job.set(begun);
        work.release();
        return begun;
    }

    /** Stops between two bites; the next process goes on. */
    @Override
    public void close() {
        closed = true;
        work.release();
        try {
            if (!thread.join(LONGEST_STOP)) {
                LOG.warn("The correcting of rows did not stop within {}", LONGEST_STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            work.acquireUninterruptibly();
            work.drainPermits();
            RepriceJob next = job.get();
            if (!closed && next != null && next.isRunning()) {
                carryOut(next);
            }
        }
    }

    private void carryOut(RepriceJob first) {
        int tries = 0;
        while (!closed) {
            try {
                RepriceJob current = job.get();
                if (allRows(current == null ? first : current)) {
                    end(State.FINISHED, "");
                }
                return;
            } catch (IOException failure) {
                LOG.warn("Rows cannot be priced anew now: {}", failure.getMessage());
                if (++tries >= MOST_TRIES) {
                    end(State.FAILED, "The log could not be changed; begin again");
                    return;
                }
                pause(LONGEST_PAUSE);
            } catch (RuntimeException failure) {
                LOG.error("Pricing rows anew failed", failure);
                end(State.FAILED, "It failed inside the gateway; see its log");
                return;
            }
        }
    }

    private void end(State how, String why) {
        RepriceJob running = job.get();
        if (running == null) {
            return;
        }
        RepriceJob ended = running.ended(how, why, clock.millis());
        try {
            journal.keepJob(ended.kept());
        } catch (IOException failure) {
            LOG.error("The end of job {} could not be kept; it is looked through again at the next start", ended.id());
        }
        job.set(ended);
        LOG.info("Rows priced anew: {}", ended.json());
    }

    /** False where it was stopped before its end. */
    private boolean allRows(RepriceJob from) throws IOException {
        PriceBook book = shelf.find(from.version()).orElseGet(shelf::inForce);
        book.warm();
        Walk walk = new Walk(from.order(), book);
        Bite open = from.bite();
        if (open.day() >= 0) {
            walk.correct(open);
        }
        for (long day : days(from.order()).keySet()) {
            if (!wholeDay(walk, day, begun(open, day))) {
                return false;
            }
        }
        return true;
    }

    private boolean wholeDay(Walk walk, long day, long from) throws IOException {
        long done = from;
        for (int look = 0; look < MOST_LOOKS; look++) {
            long last = rows.days().getOrDefault(day, 0L);
            if (!walk.day(day, done, last)) {
                return false;
            }
            done = Math.max(done, last);
        }
        return true;
    }

    /** Days before the one a job was at are done, and that one as far as it was. */
    private static long begun(Bite open, long day) {
        if (day < open.day()) {
            return Long.MAX_VALUE;
        }
        return day == open.day() ? open.upTo() : 0;
    }

    private NavigableMap<Long, Long> days(RepriceOrder order) throws IOException {
        long first = Math.floorDiv(order.since(), DAY_MILLIS);
        long last = Math.floorDiv(order.until() - 1, DAY_MILLIS);
        return rows.days().subMap(first, true, Math.max(first, last), true);
    }

    private void pause(long nanoseconds) {
        try {
            boolean ignored = work.tryAcquire(nanoseconds, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One job's way through the rows. */
    private final class Walk {
        private final RepriceOrder order;
        private final PriceBook book;
        /** What is counted of the bite under way; the thread that stores writes it while this one waits. */
        private volatile RepriceTally counting = RepriceTally.NOTHING;

        Walk(RepriceOrder order, PriceBook book) {
            this.order = order;
            this.book = book;
        }

        /** False where it was stopped. */
        boolean day(long day, long from, long last) throws IOException {
            for (long after = from; after < last; after += ROWS) {
                if (closed) {
                    return false;
                }
                long began = nanos.getAsLong();
                Bite bite = new Bite(day, after, Math.min(last, after + ROWS));
                count(bite);
                correct(bite);
                pause(Math.clamp(nanos.getAsLong() - began, SHORTEST_PAUSE, LONGEST_PAUSE));
            }
            return true;
        }

        private void count(Bite bite) throws IOException {
            RepriceJob now = Objects.requireNonNull(job.get());
            counting = now.tally();
            rows.correct(bite.day(), bite.after(), bite.upTo(), row -> {
                if (order.matches(row)) {
                    counting = counting.with(row, RowPrices.repriced(row, book, shelf));
                }
                return Optional.empty();
            });
            RepriceJob counted = now.at(bite, counting);
            journal.keepJob(counted.kept());
            job.set(counted);
        }

        void correct(Bite bite) throws IOException {
            if (!order.dryRun()) {
                rows.correct(bite.day(), bite.after(), bite.upTo(), this::corrected);
            }
        }

        private Optional<CallRow> corrected(CallRow row) {
            return order.matches(row) ? RowPrices.repriced(row, book, shelf) : Optional.empty();
        }
    }
}
