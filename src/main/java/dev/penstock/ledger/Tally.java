package dev.penstock.ledger;

import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Duration;

/** What one bucket holds, in one shape for each kind of window. Immutable: a change is another one. */
sealed interface Tally permits FixedTally, SlidingTally, CalendarTally, OpenTally {

    /** Nothing yet, in a window as it stands now. */
    static Tally of(Window window, Moment now) {
        return switch (window) {
            case Window.Fixed fixed -> FixedTally.of(fixed, now);
            case Window.Sliding sliding -> SlidingTally.of(sliding, now);
            case Window.Calendar calendar -> CalendarTally.of(calendar, now);
            case Window.WhileOpen _ -> OpenTally.NOTHING;
        };
    }

    /** How long a window is; the longest there is (292 years) where it is longer. */
    static long nanos(Duration length) {
        boolean fits = length.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0;
        return fits ? Math.max(1, length.toNanos()) : Long.MAX_VALUE;
    }

    /** The slice that takes what is taken next. */
    long slice();

    /** Epoch milliseconds after which that slice counts no more; 0 where it never goes to a store. */
    long until();

    /** What was taken and is not settled yet. */
    long held();

    /** How many are not settled yet. */
    int open();

    /** What counts at this moment. */
    long counted(Moment now);

    /** The same, moved on to this moment. Never back: who read the clock a little earlier counts as now. */
    Tally at(Moment now);

    /** The same with more of it held, at this moment. */
    Tally take(Moment now, long amount);

    /** The same with one that was held settled, in its own slice; where that counts no more only the holding ends. */
    Tally settle(long slice, long held, long amount);

    /** The same with another amount in the place of one that is settled; nothing where its slice counts no more. */
    Tally corrected(long slice, long was, long becomes);

    /** The same with more in one slice; one after the present is the present, one that counts no more is left out. */
    Tally restored(long slice, long amount);

    /** Until no more than this counts, if nothing else is taken. */
    Duration wait(Moment now, long room);

    /** Whether it can be forgotten: no slice that may ever count again holds anything, and nothing is open. */
    boolean isIdle(Moment now);
}
