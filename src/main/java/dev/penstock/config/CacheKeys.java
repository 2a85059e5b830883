package dev.penstock.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys under "cache" and "resume" at the top of the file. */
final class CacheKeys {
    private static final Key<Long> MEMORY_BYTES = Key.of(
                    "memory_bytes",
                    Kinds.size(ByteSize.MB, 64 * ByteSize.GB),
                    32 * ByteSize.MB,
                    "Kept answers in memory, over all gateways; at most a quarter of the heap.")
            .readAtStart();
    private static final Key<Long> DISK_BYTES = Key.of(
                    "disk_bytes",
                    Kinds.size(0, 1024 * ByteSize.GB),
                    ByteSize.GB,
                    "Kept answers on disk, over all gateways; 0 keeps them in memory only.")
            .readAtStart();
    private static final Key<Long> ENTRY_BYTES = Key.of(
            "entry_bytes",
            Kinds.size(ByteSize.KB, 100 * ByteSize.MB),
            10 * ByteSize.MB,
            "The largest answer that is kept.");
    private static final Key<Optional<Long>> SHARED_BYTES = Key.optional(
                    "shared_bytes",
                    Kinds.size(ByteSize.MB, 64 * ByteSize.GB),
                    "64MB, or an eighth of the heap if that is smaller",
                    "Answers under way that several callers may read, and streams that can be resumed, all together;"
                            + " calls beyond it go to their provider each on its own.")
            .readAtStart();

    static final SectionKind<CacheSettings> CACHE = new SectionKind<>(
            List.of(MEMORY_BYTES, DISK_BYTES, ENTRY_BYTES, SHARED_BYTES),
            fields -> new CacheSettings(
                    fields.get(MEMORY_BYTES),
                    fields.get(DISK_BYTES),
                    fields.get(ENTRY_BYTES),
                    fields.get(SHARED_BYTES)));

    private static final Key<Duration> KEEP = Key.of(
            "keep",
            Kinds.span("1s", "1h"),
            Duration.ofSeconds(330),
            "How long a stream that was asked for with cf-aig-resume can be taken up again.");

    static final SectionKind<ResumeSettings> RESUME =
            new SectionKind<>(List.of(KEEP), fields -> new ResumeSettings(fields.get(KEEP)));

    private CacheKeys() {}
}
