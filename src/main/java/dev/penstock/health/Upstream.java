package dev.penstock.health;

import java.util.concurrent.atomic.LongAdder;

/** What all calls of the process to one origin share: the budget of further tries, and how many may be open. */
public final class Upstream {
    private final String origin;
    private final RetryBudget retries;
    private final OpenLimit open;
    /** Set once, by the first lane that leads here. */
    private volatile Tally tally;

    private volatile boolean used = true;
    private volatile long idleSince;

    Upstream(Ground ground, String origin, Tally tally) {
        this.origin = origin;
        this.tally = tally;
        this.retries = new RetryBudget(ground);
        this.open = new OpenLimit(ground);
    }

    /** What the calls of one provider come to, over all its origins. */
    static final class Tally {
        final LongAdder ejections = new LongAdder();
        final LongAdder retries = new LongAdder();
        final LongAdder retriesRefused = new LongAdder();
        final LongAdder turnedAway = new LongAdder();
    }

    /** Counts a first try. */
    public void call() {
        retries.first();
    }

    /** Whether a further try may be made; where it may, it is counted. */
    public boolean mayRetry() {
        return retries.take(tally.retries, tally.retriesRefused);
    }

    /** Takes a place among the calls open; false where there is none, and then nothing was taken. */
    public boolean tryEnter() {
        boolean entered = open.tryEnter();
        if (!entered) {
            tally.turnedAway.increment();
        }
        return entered;
    }

    /**
     * Gives the place back.
     *
     * @param firstByteNanos the time to the first byte; 0 or less where none came
     * @param overloaded whether it timed out, or answered that it has too much to do
     */
    public void left(long firstByteNanos, boolean overloaded) {
        open.left(firstByteNanos, overloaded);
    }

    String origin() {
        return origin;
    }

    int inFlight() {
        return open.open();
    }

    int limit() {
        return open.limit();
    }

    void countsFor(Tally provider) {
        tally = provider;
    }

    boolean counts(Tally provider) {
        return tally == provider;
    }

    void use() {
        if (!used) {
            used = true;
        }
    }

    /** Whether nobody looked it up for so long and no call is open. */
    boolean isIdle(long now, long longEnough) {
        if (used || open.open() != 0) {
            used = false;
            idleSince = now;
            return false;
        }
        return now - idleSince >= longEnough;
    }
}
