package dev.penstock.store.spool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that carries rows from the segments into the store. */
final class StoreWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
    private static final long FIRST_WAIT = 50_000_000;
    private static final long LONGEST_WAIT = 2_000_000_000;

    private static final int BUSY_ROWS = 20;
    private static final int BUSY_LINGERS = 5;

    private final List<Queue<Segment>> queues;
    private final RowStore store;
    private final SegmentReader reader;
    private final Quarantine quarantine;
    private final SpoolLimits limits;
    private final Tally tally;
    private final LongSupplier nanoTime;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    /** Set by the closing thread: when to give up, by the clock that was handed in. */
    private volatile long deadline = Long.MAX_VALUE;
    /** This thread's: which queue is read first, so that none is starved. */
    private int turn;
    /** This thread's: whether the store refused the last visit, so that an outage is logged once. */
    private boolean unavailable;

    /** @param queues each in the order of writing; the first holds what an ended process left */
    StoreWriter(
            List<Queue<Segment>> queues,
            RowStore store,
            Quarantine quarantine,
            SpoolLimits limits,
            Tally tally,
            LongSupplier nanoTime) {
        this.queues = queues;
        this.store = store;
        this.reader = new SegmentReader(tally, quarantine);
        this.quarantine = quarantine;
        this.limits = limits;
        this.tally = tally;
        this.nanoTime = nanoTime;
    }

    CountDownLatch caughtUp() {
        return caughtUp;
    }

    /** Has the thread end when all is stored, or at the deadline. No segment may be written after this. */
    void drain(long until) {
        deadline = until;
    }

    @Override
    public void run() {
        while (!isOver()) {
            Batch batch = gather();
            boolean finishes = batch.finishesSegment() || hasFinishedSegment();
            if (!batch.isEmpty() || finishes) {
                carry(batch, finishes);
            }
            boolean busy = false;
            if (queues.getFirst().isEmpty() && hasCaughtUp()) {
                busy = tend();
            }
            if (batch.hasRoom() && !busy) {
                LockSupport.parkNanos(this, pause(batch));
            }
        }
        stopReading();
    }

    /** Tells the store once that nothing more of an ended process will come; again where it cannot hear it now. */
    private boolean hasCaughtUp() {
        if (caughtUp.getCount() == 0) {
            return true;
        }
        try {
            store.caughtUp();
            noteAvailable();
        } catch (StoreUnavailable failure) {
            noteUnavailable(failure);
            return false;
        } catch (RuntimeException failure) {
            LOG.error("The store failed at its start", failure);
        }
        caughtUp.countDown();
        return true;
    }

    /** Not before all that an ended process left is stored: until then rows may come twice. */
    private boolean tend() {
        try {
            return deadline == Long.MAX_VALUE && store.tend();
        } catch (RuntimeException failure) {
            LOG.error("The store failed beside storing", failure);
            return false;
        }
    }

    /** Under load rows gather for longer: a commit of 40 rows costs twice as much for each as one of 200. */
    private long pause(Batch batch) {
        long linger = limits.linger().toNanos();
        return batch.rows().size() < BUSY_ROWS ? linger : BUSY_LINGERS * linger;
    }

    private boolean isOver() {
        return deadline != Long.MAX_VALUE
                && (nanoTime.getAsLong() - deadline > 0 || queues.stream().allMatch(Queue::isEmpty));
    }

    private Batch gather() {
        Batch batch = new Batch(limits.batchRows());
        turn++;
        for (int i = 0; i < queues.size() && batch.hasRoom(); i++) {
            for (Segment segment : queues.get((turn + i) % queues.size())) {
                if (!reader.read(segment, batch)) {
                    break;
                }
            }
        }
        return batch;
    }

    private boolean hasFinishedSegment() {
        return queues.stream().map(Queue::peek).anyMatch(segment -> segment != null && segment.isFinished());
    }

    /** Stores a batch and lets go of what it came from; leaves both alone where the deadline came first. */
    private void carry(Batch batch, boolean durably) {
        if (!areStored(batch.entries(), durably)) {
            return;
        }
        tally.written.add(batch.rows().size());
        batch.bodies().forEach(held -> tally.releaseBodies(held.bytes()));
        for (Map.Entry<Segment, Long> entry : batch.reached().entrySet()) {
            tally.pendingBytes.addAndGet(entry.getKey().taken() - entry.getValue());
            entry.getKey().take(entry.getValue());
        }
        if (durably) {
            queues.forEach(StoreWriter::deleteFinished);
        }
    }

    /** Waits out a store that cannot; splits what it will not take until the row that is at fault stands alone. */
    private boolean areStored(List<Spooled> rows, boolean durably) {
        long wait = FIRST_WAIT;
        while (true) {
            try {
                store.store(rows, durably);
                noteAvailable();
                return true;
            } catch (StoreUnavailable failure) {
                noteUnavailable(failure);
                if (nanoTime.getAsLong() + wait - deadline > 0 && deadline != Long.MAX_VALUE) {
                    return false;
                }
                LockSupport.parkNanos(this, wait);
                wait = Math.min(2 * wait, LONGEST_WAIT);
            } catch (RowsRefused | RuntimeException refusal) {
                return areStoredApart(rows, durably, refusal);
            }
        }
    }

    private boolean areStoredApart(List<Spooled> rows, boolean durably, Exception refusal) {
        if (rows.size() > 1) {
            int half = rows.size() / 2;
            return areStored(rows.subList(0, half), durably) && areStored(rows.subList(half, rows.size()), durably);
        }
        // The class alone: a message may quote the row.
        rows.forEach(row -> quarantine.keep(
                row.encoded(), "the store answered " + refusal.getClass().getSimpleName()));
        return rows.isEmpty() ? false : !durably || areStored(List.of(), true);
    }

    private void noteUnavailable(StoreUnavailable failure) {
        if (!unavailable) {
            LOG.error("The store takes no rows; they wait on disk: {}", failure.getMessage());
        }
        unavailable = true;
    }

    private void noteAvailable() {
        if (unavailable) {
            LOG.info("The store takes rows again");
        }
        unavailable = false;
    }

    /** Only after a durable visit that began when these were finished already, or that finished them. */
    private static void deleteFinished(Queue<Segment> queue) {
        for (Segment head = queue.peek(); head != null && head.isFinished(); head = queue.peek()) {
            queue.poll();
            try {
                head.delete();
            } catch (IOException refused) {
                LOG.warn("Cannot delete {}; its rows are read again at the next start", head.path(), refused);
            }
        }
    }

    private void stopReading() {
        for (Queue<Segment> queue : queues) {
            for (Segment segment : queue) {
                try {
                    segment.stopReading();
                } catch (IOException ignored) {
                    LOG.debug("Cannot close {}", segment.path());
                }
            }
        }
    }
}
