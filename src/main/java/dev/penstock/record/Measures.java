package dev.penstock.record;

import java.util.Arrays;
import java.util.List;

/** Every measure summed over some calls, and how long these took. Adds up and subtracts exactly. One thread's. */
public final class Measures {
    private static final Measure[] ALL = Measure.values();

    private final long[] sums = new long[ALL.length];
    private final Histogram duration = new Histogram();
    private final Histogram firstByte = new Histogram();

    /**
     * Adds one call.
     *
     * @param times 1, or -1 to take back what was added
     */
    public void add(CallRow row, int times) {
        for (Measure measure : ALL) {
            sums[measure.number()] += times * measure.of(row);
        }
        duration.add(row.durationMicros(), times);
        if (row.firstByteMicros() != null) {
            firstByte.add(row.firstByteMicros(), times);
        }
    }

    public void add(Measures other) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
        duration.add(other.duration);
        firstByte.add(other.firstByte);
    }

    public void add(Measure measure, long amount) {
        sums[measure.number()] += amount;
    }

    public long of(Measure measure) {
        return sums[measure.number()];
    }

    /** Several added up. */
    public long of(List<Measure> measures) {
        long sum = 0;
        for (Measure measure : measures) {
            sum += of(measure);
        }
        return sum;
    }

    /** All input tokens providers were sent, whatever cache of theirs they came from. */
    public long tokensIn() {
        return of(Measure.TOKENS_IN);
    }

    /** Microseconds from the first byte read to the last byte written. */
    public Histogram duration() {
        return duration;
    }

    /** Microseconds until the first byte of the answer was read, of the calls that had one. */
    public Histogram firstByte() {
        return firstByte;
    }

    /** Whether all that was added was taken back. */
    public boolean isNothing() {
        return Arrays.stream(sums).allMatch(sum -> sum == 0) && duration.size() == 0 && firstByte.size() == 0;
    }
}
