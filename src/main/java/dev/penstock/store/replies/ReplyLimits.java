package dev.penstock.store.replies;

import java.time.Duration;

/**
 * How much kept answers may take.
 *
 * @param memoryBytes of answers in memory, keys and overhead included; 0 keeps none there
 * @param diskBytes of all files; 0 keeps none on disk, and so does less than {@link #LEAST_DISK_BYTES}
 * @param waitingBytes of answers that wait to be written; what is beyond is not kept on disk
 * @param readWithin how long a call waits for the disk before it goes on without
 * @param closeWithin how long the end of the process waits for what is to be written
 */
public record ReplyLimits(
        long memoryBytes, long diskBytes, long waitingBytes, Duration readWithin, Duration closeWithin) {
    /** A database with its log and its indexes needs some room before the first answer fits. */
    public static final long LEAST_DISK_BYTES = 4L << 20;

    private static final long MOST_WAITING = 64L << 20;

    public ReplyLimits {
        if (memoryBytes < 0 || diskBytes < 0 || waitingBytes < 0) {
            throw new IllegalArgumentException("A negative bound in " + memoryBytes + ", " + diskBytes + ", "
                    + waitingBytes + " bytes; 0 keeps nothing");
        }
    }

    public static ReplyLimits of(long memoryBytes, long diskBytes) {
        return new ReplyLimits(
                memoryBytes,
                diskBytes,
                Math.min(MOST_WAITING, diskBytes / 4),
                Duration.ofMillis(50),
                Duration.ofSeconds(5));
    }

    boolean hasDisk() {
        return diskBytes >= LEAST_DISK_BYTES;
    }
}
