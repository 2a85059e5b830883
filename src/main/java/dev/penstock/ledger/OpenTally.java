package dev.penstock.ledger;

import dev.penstock.call.Moment;
import java.time.Duration;

/** What is open at this moment, whatever the time. */
record OpenTally(long held, int open) implements Tally {
    static final OpenTally NOTHING = new OpenTally(0, 0);

    @Override
    public long slice() {
        return 0;
    }

    @Override
    public long until() {
        return 0;
    }

    @Override
    public long counted(Moment now) {
        return held;
    }

    @Override
    public Tally at(Moment now) {
        return this;
    }

    @Override
    public Tally take(Moment now, long amount) {
        return new OpenTally(Amounts.plus(held, amount), open + 1);
    }

    @Override
    public Tally settle(long slice, long was, long amount) {
        return new OpenTally(Amounts.minus(held, was), open - 1);
    }

    @Override
    public Tally corrected(long slice, long was, long becomes) {
        return this;
    }

    @Override
    public Tally restored(long slice, long amount) {
        return this;
    }

    @Override
    public Duration wait(Moment now, long room) {
        return Duration.ZERO;
    }

    @Override
    public boolean isIdle(Moment now) {
        return open == 0;
    }
}
