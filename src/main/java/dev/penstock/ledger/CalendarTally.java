package dev.penstock.ledger;

import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Duration;
import java.time.Instant;

/**
 * What counts in a period of the calendar. The last three periods the wall clock was in are kept, so that a clock that
 * jumps away and back finds what was there.
 *
 * @param period the one the clock was in last
 * @param amount what that one holds
 * @param others first second and amount by turns of the periods before, latest first; never changed
 * @param keep steady nanoseconds at which all these periods are long over, had the wall clock not been set meanwhile
 */
record CalendarTally(
        Window.Calendar calendar, Period period, long amount, long[] others, long keep, long held, int open)
        implements Tally {
    private static final int OTHERS = 2;
    private static final long DAY = 86_400;
    private static final long[] NONE = {};

    static Tally of(Window.Calendar calendar, Moment now) {
        Period period = Period.of(calendar, now.wall());
        return new CalendarTally(calendar, period, 0, NONE, over(period, now), 0, 0);
    }

    @Override
    public long slice() {
        return period.start();
    }

    @Override
    public long until() {
        return period.end() * 1000;
    }

    @Override
    public long counted(Moment now) {
        return period.holds(now.wall()) ? amount : ((CalendarTally) at(now)).amount;
    }

    @Override
    public Tally at(Moment now) {
        if (period.holds(now.wall())) {
            return this;
        }
        Period current = Period.of(calendar, now.wall());
        int place = place(current.start());
        long known = place < 0 ? 0 : others[place + 1];
        return new CalendarTally(
                calendar, current, known, withPeriod(place), Math.max(keep, over(current, now)), held, open);
    }

    /** The other periods once this one is among them, in the place of one that left or of the one longest ago. */
    private long[] withPeriod(int left) {
        int last = left < 0 ? Math.min(others.length, 2 * (OTHERS - 1)) : left;
        int length = left < 0 ? last : others.length - 2;
        long[] then = new long[length + 2];
        then[0] = period.start();
        then[1] = amount;
        System.arraycopy(others, 0, then, 2, last);
        System.arraycopy(others, Math.min(last + 2, others.length), then, 2 + last, length - last);
        return then;
    }

    @Override
    public Tally take(Moment now, long more) {
        CalendarTally then = (CalendarTally) at(now);
        return then.with(Amounts.plus(then.amount, more), then.others, Amounts.plus(held, more), open + 1);
    }

    @Override
    public Tally settle(long in, long was, long becomes) {
        return replaced(in, was, becomes, Amounts.minus(held, was), open - 1);
    }

    @Override
    public Tally corrected(long in, long was, long becomes) {
        return replaced(in, was, becomes, held, open);
    }

    private Tally replaced(long in, long was, long becomes, long heldThen, int openThen) {
        if (in == period.start()) {
            return with(Amounts.replaced(amount, was, becomes), others, heldThen, openThen);
        }
        int place = place(in);
        if (place < 0) {
            return with(amount, others, heldThen, openThen);
        }
        long[] then = others.clone();
        then[place + 1] = Amounts.replaced(then[place + 1], was, becomes);
        return with(amount, then, heldThen, openThen);
    }

    /** Counts in the present period whatever its slice says: it counts still, and a zone's rules may have changed. */
    @Override
    public Tally restored(long in, long more) {
        return with(Amounts.plus(amount, more), others, held, open);
    }

    @Override
    public Duration wait(Moment now, long room) {
        CalendarTally then = (CalendarTally) at(now);
        boolean fits = then.amount <= room;
        return fits ? Duration.ZERO : Duration.between(now.wall(), Instant.ofEpochSecond(then.period.end()));
    }

    /** By the steady clock too: a wall clock set forwards may be set back. */
    @Override
    public boolean isIdle(Moment now) {
        return open == 0 && (isEmpty() || (counted(now) == 0 && keep <= now.steadyNanos()));
    }

    private boolean isEmpty() {
        for (int i = 1; i < others.length; i += 2) {
            if (others[i] > 0) {
                return false;
            }
        }
        return amount == 0;
    }

    private CalendarTally with(long amountThen, long[] othersThen, long heldThen, int openThen) {
        return new CalendarTally(calendar, period, amountThen, othersThen, keep, heldThen, openThen);
    }

    private int place(long start) {
        for (int i = 0; i < others.length; i += 2) {
            if (others[i] == start) {
                return i;
            }
        }
        return -1;
    }

    /** With as long again, a day at most, for a clock that is set back once the period is over. */
    private static long over(Period period, Moment now) {
        long again = Math.min(period.end() - period.start(), DAY);
        return now.steadyNanos()
                + Duration.between(now.wall(), Instant.ofEpochSecond(period.end() + again))
                        .toNanos();
    }
}
