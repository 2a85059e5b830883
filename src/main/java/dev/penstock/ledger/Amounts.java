package dev.penstock.ledger;

/** Sums that stop at the largest number instead of becoming negative. Nothing given to them is negative. */
final class Amounts {
    private static final long NANOS_IN_MILLI = 1_000_000L;

    private Amounts() {}

    static long plus(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** What is left of a sum when a part of it leaves; never below zero. */
    static long minus(long sum, long part) {
        return Math.max(0, sum - part);
    }

    /** One part of a sum replaced. */
    static long replaced(long sum, long was, long becomes) {
        return plus(minus(sum, was), becomes);
    }

    /** Where a slice begins, in nanoseconds since the epoch. */
    static long start(long slice, long width) {
        return Math.multiplyHigh(slice, width) == 0 && slice * width >= 0 ? slice * width : Long.MAX_VALUE;
    }

    /** The first whole millisecond at or after this nanosecond. */
    static long millis(long nanos) {
        return Math.ceilDiv(nanos, NANOS_IN_MILLI);
    }
}
