package dev.penstock.store.spool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The spool's running counts and its two shared budgets, of disk and of memory for bodies. */
final class Tally {
    /** The objects round two bodies, so that a million empty ones cost what they cost. */
    private static final long BESIDE = 128;

    final LongAdder appended = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder fsyncErrors = new LongAdder();
    final LongAdder writeErrors = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder quarantined = new LongAdder();
    final LongAdder tornBytes = new LongAdder();
    final AtomicLong pendingBytes = new AtomicLong();
    final AtomicLong waitingBytes = new AtomicLong();

    private final LongAdder droppedBodies = new LongAdder();
    private final LongAdder droppedBodyBytes = new LongAdder();
    private final AtomicLong heldBodyBytes = new AtomicLong();
    private final long bodyLimit;

    Tally(long bodyLimit) {
        this.bodyLimit = bodyLimit;
    }

    /** Takes room for bodies, or counts them as dropped. */
    boolean holdsBodies(long bytes) {
        long taken = bytes + BESIDE;
        if (heldBodyBytes.addAndGet(taken) <= bodyLimit) {
            return true;
        }
        heldBodyBytes.addAndGet(-taken);
        dropBodies(bytes);
        return false;
    }

    void dropBodies(long bytes) {
        droppedBodies.increment();
        droppedBodyBytes.add(bytes);
    }

    void releaseBodies(long bytes) {
        heldBodyBytes.addAndGet(-bytes - BESIDE);
    }

    SpoolCounters counters() {
        return new SpoolCounters(
                appended.sum(),
                written.sum(),
                pendingBytes.get(),
                heldBodyBytes.get(),
                droppedBodies.sum(),
                droppedBodyBytes.sum(),
                fsyncErrors.sum(),
                writeErrors.sum(),
                lost.sum(),
                quarantined.sum(),
                tornBytes.sum());
    }
}
