package dev.penstock.ledger;

import dev.penstock.call.Bucket;
import dev.penstock.call.Moment;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Every bucket in memory, no more than so many. Those that hold nothing are forgotten a few at a time, by the calls
 * that come: there is no thread for it. Reading never waits; the map's own short locks are met only by two threads that
 * make or forget buckets side by side.
 */
final class Shelf {
    private static final int SWEPT_AT_ONCE = 64;
    private static final int SWEPT_WHEN_FULL = 512;
    private static final long BETWEEN_SWEEPS = 1_000_000;

    private final int most;
    private final ConcurrentHashMap<String, Kept> buckets = new ConcurrentHashMap<>();

    /** How many the map holds or is about to. Shared; never above {@link #most} but for what was restored. */
    private final AtomicInteger size = new AtomicInteger();

    /** How far the sweep came. Shared; whoever takes it out sweeps, and puts it back. */
    private final AtomicReference<@Nullable Iterator<Map.Entry<String, Kept>>> broom;

    /** Steady nanoseconds before which nobody sweeps. Shared. */
    private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);

    Shelf(int most) {
        this.most = most;
        this.broom = new AtomicReference<>(buckets.entrySet().iterator());
    }

    int size() {
        return size.get();
    }

    Map<String, Kept> all() {
        return buckets;
    }

    @Nullable
    Kept find(String key) {
        return buckets.get(key);
    }

    /** The bucket's cell if there is one; what was restored becomes one. */
    @Nullable
    Cell cell(Bucket bucket) {
        Kept kept = buckets.get(bucket.key());
        while (kept instanceof Sums sums) {
            Cell cell = new Cell(bucket, sums.tally(bucket));
            if (buckets.replace(bucket.key(), sums, cell)) {
                return cell;
            }
            kept = buckets.get(bucket.key());
        }
        return kept instanceof Cell cell && !cell.isGone() ? cell : null;
    }

    /** The bucket's cell, made if there is none; null where there is no place for it. */
    @Nullable
    Cell make(Bucket bucket, Moment now) {
        Cell there = cell(bucket);
        if (there != null) {
            return there;
        }
        if (!hasPlace(now)) {
            return null;
        }
        Cell fresh = new Cell(bucket, Tally.of(bucket.window(), now));
        while (buckets.putIfAbsent(bucket.key(), fresh) != null) {
            Cell other = cell(bucket);
            if (other != null) {
                size.getAndDecrement();
                return other;
            }
            forgetGone(bucket.key());
        }
        return fresh;
    }

    /** Puts sums under a key whatever is there. Never refused: what was not counted would be spent twice. */
    void restore(String key, Sums sums, Moment now) {
        while (true) {
            Kept kept = buckets.get(key);
            boolean done = switch (kept) {
                case null -> putRestored(key, sums);
                case Sums earlier -> buckets.replace(key, earlier, earlier.plus(sums));
                case Cell cell -> cell.restore(sums, now);
            };
            if (done) {
                return;
            }
            forgetGone(key);
        }
    }

    private boolean putRestored(String key, Sums sums) {
        boolean put = buckets.putIfAbsent(key, sums) == null;
        if (put) {
            size.getAndIncrement();
        }
        return put;
    }

    private boolean hasPlace(Moment now) {
        int before = size.getAndIncrement();
        if (before >= most - most / 8) {
            sweep(before < most ? SWEPT_AT_ONCE : SWEPT_WHEN_FULL, now);
        }
        if (before < most || size.get() <= most) {
            return true;
        }
        size.getAndDecrement();
        return false;
    }

    void sweepIfDue(Moment now) {
        long due = nextSweep.get();
        if (now.steadyNanos() >= due && nextSweep.compareAndSet(due, now.steadyNanos() + BETWEEN_SWEEPS)) {
            sweep(SWEPT_AT_ONCE, now);
        }
    }

    private void sweep(int count, Moment now) {
        Iterator<Map.Entry<String, Kept>> before = broom.getAndSet(null);
        if (before == null) {
            return;
        }
        Iterator<Map.Entry<String, Kept>> at =
                before.hasNext() ? before : buckets.entrySet().iterator();
        for (int i = 0; i < count && at.hasNext(); i++) {
            Map.Entry<String, Kept> entry = at.next();
            if (entry.getValue().sweep(now)) {
                forget(entry.getKey(), entry.getValue());
            }
        }
        broom.set(at);
    }

    /** Helps whoever swept a cell and did not yet take it from the map. */
    private void forgetGone(String key) {
        if (buckets.get(key) instanceof Cell cell && cell.isGone()) {
            forget(key, cell);
        }
    }

    private void forget(String key, Kept kept) {
        if (buckets.remove(key, kept)) {
            size.getAndDecrement();
        }
    }
}
