package dev.penstock.store.replies;

import java.util.concurrent.atomic.LongAdder;

/** What the disk holds and what became of answers, counted by the threads that see it. */
final class Tally {
    final LongAdder evicted = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder failures = new LongAdder();
    /** Set by the writing thread. */
    volatile long entries;
    /** Set by the writing thread. */
    volatile long bytes;
}
