package dev.penstock.config;

import java.util.List;
import java.util.Optional;

/** The keys under "limits". */
final class LimitKeys {
    private static final Key<Long> HEADER_BYTES = size(
                    "header_bytes", "1KB", "1MB", "32KB", "The largest head of a request: request line and headers.")
            .readAtStart();
    private static final Key<Long> BODY_BYTES = size("body_bytes", "1KB", "1GB", "100MB", "The largest request body.");
    private static final Key<Optional<Long>> INFLIGHT_BYTES = Key.optional(
                    "inflight_bytes",
                    Kinds.size(ByteSize.MB, 1024 * ByteSize.GB),
                    "512MB, or a quarter of the heap if that is smaller",
                    "Request and held answer bytes of all calls together; a call that would go beyond it is refused.")
            .readAtStart();
    private static final Key<Long> EVENT_BYTES =
            size("event_bytes", "1KB", "256MB", "16MB", "The largest single event of a stream.");
    private static final Key<Long> HELD_ANSWER_BYTES = size(
            "held_answer_bytes", "1KB", "1GB", "16MB", "The largest answer that is read whole before it is sent on.");
    private static final Key<Long> STREAM_BUFFER_BYTES = size(
            "stream_buffer_bytes",
            "4KB",
            "16MB",
            "64KB",
            "What is kept of one stream while its reader is slow; beyond it the provider is not read on.");
    private static final Key<Long> INFLATED_BYTES =
            size("inflated_bytes", "1KB", "1GB", "32MB", "What a compressed body may inflate to.");
    private static final Key<Integer> INFLATED_RATIO = Key.of(
            "inflated_ratio",
            Kinds.whole(1, 10_000),
            100,
            "How many times its own size a compressed body may inflate to.");
    private static final Key<Optional<Integer>> CONNECTIONS = Key.optional(
                    "connections",
                    Kinds.whole(1, 1_000_000),
                    "just below half of the descriptor limit",
                    "Open client connections; further ones are closed at once.")
            .readAtStart();
    private static final Key<Long> LOG_BODY_BYTES =
            size("log_body_bytes", "0", "100MB", "10MB", "What is logged of one body; the rest is cut.");
    private static final Key<Long> SPOOL_DISK_BYTES = size(
                    "spool_disk_bytes", "1MB", "1024GB", "1GB", "Log rows that wait on disk for the store.")
            .readAtStart();
    private static final Key<Long> SPOOL_MEMORY_BYTES = size(
                    "spool_memory_bytes", "1MB", "16GB", "32MB", "Log rows that wait in memory for the disk.")
            .readAtStart();
    private static final Key<Integer> COUNTED_BUCKETS = Key.of(
                    "counted_buckets",
                    Kinds.whole(1_000, 10_000_000),
                    200_000,
                    "Buckets that limits and budgets count in, one for each value a rule is split by; a call that needs one"
                            + " more is refused. Each takes 200 bytes of memory, up to 2.3 KB in a busy sliding window.")
            .readAtStart();

    static final SectionKind<Limits> SECTION = new SectionKind<>(
            List.of(
                    HEADER_BYTES,
                    BODY_BYTES,
                    INFLIGHT_BYTES,
                    EVENT_BYTES,
                    HELD_ANSWER_BYTES,
                    STREAM_BUFFER_BYTES,
                    INFLATED_BYTES,
                    INFLATED_RATIO,
                    CONNECTIONS,
                    LOG_BODY_BYTES,
                    SPOOL_DISK_BYTES,
                    SPOOL_MEMORY_BYTES,
                    COUNTED_BUCKETS),
            LimitKeys::build);

    private LimitKeys() {}

    private static Key<Long> size(String name, String least, String most, String fallback, String says) {
        return Key.of(name, Kinds.size(bytes(least), bytes(most)), bytes(fallback), says);
    }

    private static long bytes(String text) {
        Long bytes = ByteSize.parse(text);
        if (bytes == null) {
            throw new IllegalArgumentException("Not a size: " + text);
        }
        return bytes;
    }

    private static Limits build(Fields fields) {
        return new Limits(
                fields.get(HEADER_BYTES),
                fields.get(BODY_BYTES),
                fields.get(INFLIGHT_BYTES),
                fields.get(EVENT_BYTES),
                fields.get(HELD_ANSWER_BYTES),
                fields.get(STREAM_BUFFER_BYTES),
                fields.get(INFLATED_BYTES),
                fields.get(INFLATED_RATIO),
                fields.get(CONNECTIONS),
                fields.get(LOG_BODY_BYTES),
                fields.get(SPOOL_DISK_BYTES),
                fields.get(SPOOL_MEMORY_BYTES),
                fields.get(COUNTED_BUCKETS));
    }
}
