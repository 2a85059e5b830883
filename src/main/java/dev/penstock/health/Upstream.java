package dev.penstock.health;

/** What all calls of the process to one origin share: the budget of further tries, and how many may be open. */
public final class Upstream {
    Upstream() {}

    /** Counts a first try. */
    public void call() {}

    /** Whether a further try may be made; where it may, it is counted. */
    public boolean mayRetry() {
        return true;
    }

    /** Takes a place among the calls open; false where there is none, and then nothing was taken. */
    public boolean tryEnter() {
        return true;
    }

    /**
     * Gives the place back.
     *
     * @param firstByteNanos the time to the first byte; 0 or less where none came
     * @param overloaded whether it timed out, or answered that it has too much to do
     */
    public void left(long firstByteNanos, boolean overloaded) {}
}
