package dev.penstock.pipeline;

import java.util.function.DoubleSupplier;

/** Numbers from 0 to 1 as if by chance: the same for the same seed. (SplitMix64, Steele, Lea and Flood 2014.) */
final class Chance implements DoubleSupplier {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    Chance(long seed) {
        this.state = seed;
    }

    @Override
    public double getAsDouble() {
        state += GOLDEN;
        return (mixed(state) >>> 11) * UNIT;
    }

    static long mixed(long value) {
        long once = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
