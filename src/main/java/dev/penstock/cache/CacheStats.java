package dev.penstock.cache;

/**
 * How full the store is, and what it did since it started.
 *
 * @param memoryBytes what the answers in memory take, keys and overhead included
 * @param diskBytes what the files on disk take
 * @param dropped answers that were not kept because writing could not keep up
 * @param failures of the disk
 */
public record CacheStats(
        long memoryEntries,
        long memoryBytes,
        long memoryLimit,
        long diskEntries,
        long diskBytes,
        long diskLimit,
        long evicted,
        long dropped,
        long failures) {}
