package dev.penstock.health;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts outcomes over the time just past, in buckets that are used again when they are old. A bucket is one number, so
 * that it is emptied and counted up in one step: 24 bits of its time, 20 bits each of outcomes and of the bad among them.
 */
final class Ring {
    private static final int SLOTS = 16;
    private static final int COUNT_BITS = 20;
    private static final long COUNT = (1L << COUNT_BITS) - 1;
    private static final long TIME = (1L << 24) - 1;

    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
    private final long bucketNanos;
    private final int buckets;

    /** @param buckets how many make the time that is looked back, the one begun included; less than 16 */
    Ring(long bucketNanos, int buckets) {
        this.bucketNanos = bucketNanos;
        this.buckets = buckets;
    }

    void add(long now, boolean bad) {
        long time = now / bucketNanos;
        int slot = slot(time);
        while (true) {
            long old = slots.get(slot);
            long counted = isOf(old, time) ? old : empty(time);
            if (allOf(counted) == COUNT || slots.compareAndSet(slot, old, counted + one(bad))) {
                return;
            }
        }
    }

    /** Counts one more where fewer than these were counted; two callers never both take the last place. */
    boolean addBelow(long now, long most) {
        long time = now / bucketNanos;
        int slot = slot(time);
        while (true) {
            long old = slots.get(slot);
            if (all(now) >= most) {
                return false;
            }
            long counted = isOf(old, time) ? old : empty(time);
            if (allOf(counted) == COUNT || slots.compareAndSet(slot, old, counted + one(false))) {
                return true;
            }
        }
    }

    int all(long now) {
        return (int) (sum(now) >>> 32);
    }

    /** All outcomes in the upper half, the bad ones in the lower. */
    long sum(long now) {
        long time = now / bucketNanos;
        long sum = 0;
        for (long back = 0; back < buckets && back <= time; back++) {
            long bucket = slots.get(slot(time - back));
            if (isOf(bucket, time - back)) {
                sum += (allOf(bucket) << 32) + (bucket & COUNT);
            }
        }
        return sum;
    }

    void clear() {
        for (int slot = 0; slot < SLOTS; slot++) {
            slots.set(slot, 0);
        }
    }

    private static int slot(long time) {
        return (int) (time & (SLOTS - 1));
    }

    /** A bucket that was never used is of no time: times begin at 1 here. */
    private static boolean isOf(long bucket, long time) {
        return bucket >>> (2 * COUNT_BITS) == ((time + 1) & TIME);
    }

    private static long empty(long time) {
        return ((time + 1) & TIME) << (2 * COUNT_BITS);
    }

    private static long allOf(long bucket) {
        return (bucket >>> COUNT_BITS) & COUNT;
    }

    private static long one(boolean bad) {
        return (1L << COUNT_BITS) + (bad ? 1 : 0);
    }
}
