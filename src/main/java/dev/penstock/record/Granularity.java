package dev.penstock.record;

/** How long the spans of time are that roll-ups are answered for; each begins at a multiple of itself, in UTC. */
public enum Granularity {
    MINUTE(1),
    FIVE_MINUTES(5),
    FIFTEEN_MINUTES(15),
    HOUR(60),
    DAY(1_440),
    /** The whole range as one. */
    ALL(0);

    private final int minutes;

    Granularity(int minutes) {
        this.minutes = minutes;
    }

    /** 0 for the whole range. */
    public int minutes() {
        return minutes;
    }
}
