package dev.penstock.ledger;

import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Duration;

/**
 * What counts in a window aligned to the clock.
 *
 * @param width nanoseconds
 * @param slice the window's number since the epoch
 * @param amount held and settled together
 */
record FixedTally(long width, long slice, long amount, long held, int open) implements Tally {

    static Tally of(Window.Fixed window, Moment now) {
        long width = Tally.nanos(window.length());
        return new FixedTally(width, Math.floorDiv(now.steadyNanos(), width), 0, 0, 0);
    }

    @Override
    public long until() {
        return Amounts.millis(end(slice));
    }

    @Override
    public long counted(Moment now) {
        return sliceAt(now) == slice ? amount : 0;
    }

    @Override
    public Tally at(Moment now) {
        long current = sliceAt(now);
        return current == slice ? this : new FixedTally(width, current, 0, held, open);
    }

    @Override
    public Tally take(Moment now, long more) {
        long current = sliceAt(now);
        long before = current == slice ? amount : 0;
        return new FixedTally(width, current, Amounts.plus(before, more), Amounts.plus(held, more), open + 1);
    }

    @Override
    public Tally settle(long in, long was, long becomes) {
        long after = in == slice ? Amounts.replaced(amount, was, becomes) : amount;
        return new FixedTally(width, slice, after, Amounts.minus(held, was), open - 1);
    }

    @Override
    public Tally corrected(long in, long was, long becomes) {
        return in == slice ? new FixedTally(width, slice, Amounts.replaced(amount, was, becomes), held, open) : this;
    }

    @Override
    public Tally restored(long in, long more) {
        return in < slice ? this : new FixedTally(width, slice, Amounts.plus(amount, more), held, open);
    }

    @Override
    public Duration wait(Moment now, long room) {
        boolean fits = counted(now) <= room;
        return fits ? Duration.ZERO : Duration.ofNanos(end(sliceAt(now)) - now.steadyNanos());
    }

    @Override
    public boolean isIdle(Moment now) {
        return open == 0 && counted(now) == 0;
    }

    private long end(long of) {
        return Amounts.start(of + 1, width);
    }

    private long sliceAt(Moment now) {
        return Math.max(slice, Math.floorDiv(now.steadyNanos(), width));
    }
}
