package dev.penstock.ledger;

import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Duration;
import java.util.Arrays;

/**
 * What counts in the time just past. A window is 128 slices long, and 129 count: any interval of the window's length
 * touches no more, so none of them ever holds more than the limit; and as the oldest leaves at most one slice late,
 * 128 of 129 parts of the limit can be used all the time.
 *
 * @param width nanoseconds of one slice
 * @param slice the latest slice's number since the epoch
 * @param amount what the latest slice holds
 * @param past number and amount by turns of the earlier slices that hold something, oldest first; never changed, so
 *     that all that happens within the latest slice shares it
 * @param pastSum what those hold together
 */
record SlidingTally(long width, long slice, long amount, long[] past, long pastSum, long held, int open)
        implements Tally {
    private static final int PARTS = 128;
    private static final long[] NONE = {};

    static Tally of(Window.Sliding window, Moment now) {
        long width = Math.ceilDiv(Tally.nanos(window.length()), PARTS);
        return new SlidingTally(width, Math.floorDiv(now.steadyNanos(), width), 0, NONE, 0, 0, 0);
    }

    @Override
    public long until() {
        return Amounts.millis(leaves(slice));
    }

    @Override
    public long counted(Moment now) {
        long current = sliceAt(now);
        if (current == slice) {
            return Amounts.plus(amount, pastSum);
        }
        long latest = slice < current - PARTS ? 0 : amount;
        return Amounts.plus(latest, sum(past, firstSince(current - PARTS)));
    }

    @Override
    public Tally at(Moment now) {
        long current = sliceAt(now);
        if (current == slice) {
            return this;
        }
        int from = firstSince(current - PARTS);
        boolean keepsLatest = amount > 0 && slice >= current - PARTS;
        long[] kept = Arrays.copyOfRange(past, from, past.length + (keepsLatest ? 2 : 0));
        if (keepsLatest) {
            kept[kept.length - 2] = slice;
            kept[kept.length - 1] = amount;
        }
        return new SlidingTally(width, current, 0, kept, sum(kept, 0), held, open);
    }

    @Override
    public Tally take(Moment now, long more) {
        SlidingTally then = (SlidingTally) at(now);
        return new SlidingTally(
                width,
                then.slice,
                Amounts.plus(then.amount, more),
                then.past,
                then.pastSum,
                Amounts.plus(held, more),
                open + 1);
    }

    @Override
    public Tally settle(long in, long was, long becomes) {
        return replaced(in, was, becomes, Amounts.minus(held, was), open - 1);
    }

    @Override
    public Tally corrected(long in, long was, long becomes) {
        return replaced(in, was, becomes, held, open);
    }

    @Override
    public Tally restored(long in, long more) {
        return replaced(Math.min(in, slice), 0, more, held, open);
    }

    private Tally replaced(long in, long was, long becomes, long heldThen, int openThen) {
        if (in == slice) {
            long then = Amounts.replaced(amount, was, becomes);
            return new SlidingTally(width, slice, then, past, pastSum, heldThen, openThen);
        }
        if (in < slice - PARTS || was == becomes) {
            return new SlidingTally(width, slice, amount, past, pastSum, heldThen, openThen);
        }
        long[] then = changed(in, was, becomes);
        return new SlidingTally(width, slice, amount, then, sum(then, 0), heldThen, openThen);
    }

    private long[] changed(long in, long was, long becomes) {
        int place = firstSince(in);
        boolean known = place < past.length && past[place] == in;
        long then = Amounts.replaced(known ? past[place + 1] : 0, was, becomes);
        int grows = (then > 0 ? 2 : 0) - (known ? 2 : 0);
        long[] changed = Arrays.copyOf(past, past.length + grows);
        int rest = place + (known ? 2 : 0);
        System.arraycopy(past, rest, changed, rest + grows, past.length - rest);
        if (then > 0) {
            changed[place] = in;
            changed[place + 1] = then;
        }
        return changed;
    }

    @Override
    public Duration wait(Moment now, long room) {
        long sum = counted(now);
        if (sum <= room) {
            return Duration.ZERO;
        }
        for (int i = firstSince(sliceAt(now) - PARTS); i < past.length; i += 2) {
            sum = Amounts.minus(sum, past[i + 1]);
            if (sum <= room) {
                return Duration.ofNanos(leaves(past[i]) - now.steadyNanos());
            }
        }
        return Duration.ofNanos(leaves(slice) - now.steadyNanos());
    }

    @Override
    public boolean isIdle(Moment now) {
        return open == 0 && counted(now) == 0;
    }

    /** The moment at which a slice counts no more. */
    private long leaves(long of) {
        return Amounts.start(of + PARTS + 1, width);
    }

    private long sliceAt(Moment now) {
        return Math.max(slice, Math.floorDiv(now.steadyNanos(), width));
    }

    /** Where the past slices of this number or a later one begin. */
    private int firstSince(long oldest) {
        int low = 0;
        int high = past.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (past[2 * middle] < oldest) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    private static long sum(long[] slices, int from) {
        long sum = 0;
        for (int i = from + 1; i < slices.length; i += 2) {
            sum = Amounts.plus(sum, slices[i]);
        }
        return sum;
    }
}
