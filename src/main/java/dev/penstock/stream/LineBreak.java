package dev.penstock.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where a line ends, eight bytes at a time: this loop sees every byte of every stream. */
final class LineBreak {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private LineBreak() {}

    /** The place of the next CR or LF, or {@code end}. */
    static int next(byte[] bytes, int from, int end) {
        int at = from;
        while (at + 8 <= end) {
            long word = (long) LONGS.get(bytes, at);
            long feed = word ^ ('\n' * ONES);
            long carriage = word ^ ('\r' * ONES);
            // A byte that became zero is flagged; the lowest flag is exact, because a borrow only goes upwards.
            long flags = (((feed - ONES) & ~feed) | ((carriage - ONES) & ~carriage)) & HIGH_BITS;
            if (flags != 0) {
                return at + (Long.numberOfTrailingZeros(flags) >> 3);
            }
            at += 8;
        }
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }
}
