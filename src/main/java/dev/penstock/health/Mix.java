package dev.penstock.health;

/** Makes even numbers out of seeds and names, the same each time. */
final class Mix {
    /** 2^64 divided by the golden ratio: what keeps neighbouring seeds apart. Steele, Lea, Flood: SplitMix, 2014. */
    static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Mix() {}

    static long of(long seed) {
        long mixed = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    static long of(long one, long other) {
        return of(of(one + GOLDEN) + other * GOLDEN);
    }

    /** From 0 to just below 1. */
    static double fraction(long mixed) {
        return (mixed >>> 11) * 0x1.0p-53;
    }
}
