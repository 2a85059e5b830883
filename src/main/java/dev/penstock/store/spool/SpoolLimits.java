package dev.penstock.store.spool;

import java.time.Duration;

/**
 * The bounds of the spool.
 *
 * @param segmentBytes the size at which a segment is sealed
 * @param segmentAge the age at which a segment is sealed, so that little is read again after a crash
 * @param pendingBytes rows on disk the store has not taken, beyond which there is no room for another call
 * @param bodyBytes bodies in memory, beyond which bodies are dropped
 * @param waitingBytes rows kept in memory while the disk refuses them
 * @param batchRows the most rows handed to the store at once
 * @param linger how long the writer sleeps when it found less than a batch
 * @param forceEvery the shortest time between two forced writes of a segment
 * @param closeWithin how long closing waits for the store to take what is pending
 */
public record SpoolLimits(
        long segmentBytes,
        Duration segmentAge,
        long pendingBytes,
        long bodyBytes,
        long waitingBytes,
        int batchRows,
        Duration linger,
        Duration forceEvery,
        Duration closeWithin) {

    public static final SpoolLimits DEFAULT = new SpoolLimits(
            8L << 20,
            Duration.ofSeconds(10),
            1L << 30,
            32L << 20,
            16L << 20,
            1_000,
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofSeconds(10));
}
