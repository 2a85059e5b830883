package dev.penstock.config;

import java.util.Optional;

/**
 * The bounds of bytes and counts, all sizes in bytes (1 KB is 1024 bytes).
 *
 * @param headerBytes a request's head; 32KB
 * @param bodyBytes a request's body; 100MB
 * @param inflightBytes request and held answer bytes of all calls together; 512MB, or a quarter of the heap if smaller
 * @param eventBytes one event of a stream; 16MB
 * @param heldAnswerBytes an answer that must be read whole before it is sent; 16MB
 * @param streamBufferBytes what is kept of one stream while its reader is slow; 64KB
 * @param inflatedBytes what a compressed body may inflate to; 32MB
 * @param inflatedRatio how many times its size a compressed body may inflate to; 100
 * @param connections open client connections; just below half of the descriptor limit
 * @param logBodyBytes what is logged of one body; 10MB
 * @param spoolDiskBytes log rows waiting on disk; 1GB
 * @param spoolMemoryBytes log rows waiting in memory; 32MB
 * @param countedBuckets buckets that limits count in; 200,000
 */
public record Limits(
        long headerBytes,
        long bodyBytes,
        Optional<Long> inflightBytes,
        long eventBytes,
        long heldAnswerBytes,
        long streamBufferBytes,
        long inflatedBytes,
        int inflatedRatio,
        Optional<Integer> connections,
        long logBodyBytes,
        long spoolDiskBytes,
        long spoolMemoryBytes,
        int countedBuckets) {

    /** The global byte budget on a heap of this size. */
    public long inflightBytes(long maxHeap) {
        return inflightBytes.orElseGet(() -> Math.min(512 * ByteSize.MB, maxHeap / 4));
    }

    /** These limits, with those that hold from the start on taken from the running ones. */
    Limits keepingFixed(Limits running) {
        return new Limits(
                running.headerBytes,
                bodyBytes,
                running.inflightBytes,
                eventBytes,
                heldAnswerBytes,
                streamBufferBytes,
                inflatedBytes,
                inflatedRatio,
                running.connections,
                logBodyBytes,
                running.spoolDiskBytes,
                running.spoolMemoryBytes,
                running.countedBuckets);
    }
}
