package dev.penstock.store.sqlite;

/** How long the spans are that sums are stored for, each with a number it is stored under. */
enum RollupLevel {
    MINUTE(0, 1),
    HOUR(1, 60),
    DAY(2, 1_440);

    private final int number;
    private final int minutes;

    RollupLevel(int number, int minutes) {
        this.number = number;
        this.minutes = minutes;
    }

    static RollupLevel of(int number) {
        return switch (number) {
            case 0 -> MINUTE;
            case 1 -> HOUR;
            case 2 -> DAY;
            default -> throw new IllegalArgumentException("A level of number " + number);
        };
    }

    int number() {
        return number;
    }

    int minutes() {
        return minutes;
    }

    /** The first minute of the span that contains a minute. */
    long startOf(long minute) {
        return minute - Math.floorMod(minute, minutes);
    }
}
