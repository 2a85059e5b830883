package dev.penstock.store.replies;

/**
 * How a bound in bytes is shared out among the files.
 *
 * @param pages the database may have; its log and the log's index take what is left of the bound
 * @param logBytes the write-ahead log may have
 */
record DiskRoom(long pages, long logBytes) {
    private static final int PARTS = 16;
    private static final long MOST_LOG_BYTES = 64L << 20;
    /** The log's index has 32 KB for each 4,096 pages of the log, and one more. */
    private static final long LOG_INDEX_PART = 32 << 10;

    static DiskRoom of(long bytes) {
        long logBytes = Math.min(MOST_LOG_BYTES, bytes / PARTS);
        long logIndex = LOG_INDEX_PART * (2 + logBytes / ReplySchema.PAGE / 4096);
        return new DiskRoom((bytes - logBytes - logIndex) / ReplySchema.PAGE, logBytes);
    }

    /** What one transaction may bring: it stands in the log whole, with the pages it touches beside. */
    long batchBytes() {
        return logBytes / 8;
    }

    /** An answer beyond would push too many others out, or burst the log. */
    long largestReply() {
        return logBytes / 2;
    }

    /** From here on the log is emptied into the database. */
    long checkpointBytes() {
        return logBytes / 4;
    }
}
