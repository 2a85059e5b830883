package dev.penstock.config;

import java.util.Optional;

/**
 * The room that answers given again may take, over all gateways together; all sizes in bytes (1 KB is 1024 bytes).
 *
 * @param memoryBytes kept answers in memory; 32MB, at most a quarter of the heap
 * @param diskBytes kept answers on disk; 1GB, and 0 for none
 * @param entryBytes the largest answer that is kept; 10MB
 * @param sharedBytes answers under way that several may read, and streams that can be resumed; 64MB, or an eighth of the
 *     heap if smaller
 */
public record CacheSettings(long memoryBytes, long diskBytes, long entryBytes, Optional<Long> sharedBytes) {

    private static final long SHARED_BYTES = 64 * ByteSize.MB;

    /** What kept answers may take in memory on a heap of this size. */
    public long memoryBytes(long maxHeap) {
        return Math.min(memoryBytes, maxHeap / 4);
    }

    /** What answers under way may take together on a heap of this size. */
    public long sharedBytes(long maxHeap) {
        return sharedBytes.orElseGet(() -> Math.min(SHARED_BYTES, maxHeap / 8));
    }

    /** These settings, with those that hold from the start on taken from the running ones. */
    CacheSettings keepingFixed(CacheSettings running) {
        return new CacheSettings(running.memoryBytes, running.diskBytes, entryBytes, running.sharedBytes);
    }
}
