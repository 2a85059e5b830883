package dev.penstock.health;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A moving average of times, weighted by the time between them, in one number so that it is changed in one step: the
 * upper half is when it was last changed, in units of 2^20 ns, the lower half the average as a float.
 */
final class Average {
    private static final int UNIT_BITS = 20;
    private static final long LOW = 0xFFFF_FFFFL;

    private final AtomicLong cell = new AtomicLong();
    private final double over;

    /** @param over the time after which an older value weighs a third */
    Average(long over) {
        this.over = over;
    }

    /** Takes a value in. */
    void add(long now, double value) {
        add(now, value, over);
    }

    /** Takes a value in that outweighs older ones faster or slower than usual. */
    void add(long now, double value, double within) {
        while (true) {
            long old = cell.get();
            double weight = old == 0 ? 0 : Math.exp(-since(old, now) / within);
            if (cell.compareAndSet(old, packed(now, value(old) * weight + value * (1 - weight)))) {
                return;
            }
        }
    }

    /** Takes a value in; one that is worse than the average takes its place at once. */
    void addPeak(long now, double value) {
        while (true) {
            long old = cell.get();
            double average = value(old);
            double weight = old == 0 || value > average ? 0 : Math.exp(-since(old, now) / over);
            if (cell.compareAndSet(old, packed(now, average * weight + value * (1 - weight)))) {
                return;
            }
        }
    }

    /** The average as it was left; 0 before the first value. */
    double value() {
        return value(cell.get());
    }

    /** The average, fading while nothing is added, so that what was slow is tried again. */
    double fading(long now) {
        long at = cell.get();
        return at == 0 ? 0 : value(at) * Math.exp(-since(at, now) / over);
    }

    private static double value(long cell) {
        return Float.intBitsToFloat((int) (cell & LOW));
    }

    private static double since(long cell, long now) {
        int units = (int) (now >>> UNIT_BITS) - (int) (cell >>> 32);
        return (double) ((long) Math.max(0, units) << UNIT_BITS);
    }

    private static long packed(long now, double value) {
        return (now >>> UNIT_BITS) << 32 | (Float.floatToRawIntBits((float) value) & LOW);
    }
}
