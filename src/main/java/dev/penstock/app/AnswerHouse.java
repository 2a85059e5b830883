package dev.penstock.app;

import dev.penstock.cache.CacheStats;
import dev.penstock.cache.ReplyStore;
import dev.penstock.call.ByteBudget;
import dev.penstock.config.CacheSettings;
import dev.penstock.config.Settings;
import dev.penstock.pipeline.Flights;
import dev.penstock.pipeline.ReplyUses;
import dev.penstock.pipeline.Runs;
import dev.penstock.pipeline.Sharing;
import dev.penstock.record.metrics.CallMetrics;
import dev.penstock.store.replies.Replies;
import dev.penstock.store.replies.ReplyLimits;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.ToDoubleFunction;

/** The answers that are kept and shared, over all gateways and event loops; opened and closed with the process. */
final class AnswerHouse implements AutoCloseable {
    private static final int RUN_ID_BYTES = 16;

    private final Replies replies;
    private final Sharing sharing;

    private AnswerHouse(Replies replies, Sharing sharing) {
        this.replies = replies;
        this.sharing = sharing;
    }

    static AnswerHouse open(Settings settings) {
        CacheSettings cache = settings.cache();
        long heap = Runtime.getRuntime().maxMemory();
        Replies replies = Replies.open(
                settings.data().resolve("cache"),
                ReplyLimits.of(cache.memoryBytes(heap), cache.diskBytes()),
                InstantSource.system(),
                System::nanoTime);
        ByteBudget shared = new ByteBudget(cache.sharedBytes(heap));
        SecureRandom random = new SecureRandom();
        Sharing sharing = new Sharing(
                replies,
                new Flights(),
                new Runs(() -> runId(random), System::nanoTime),
                shared,
                new ReplyUses(shared),
                work -> Thread.ofVirtual().start(work));
        return new AnswerHouse(replies, sharing);
    }

    Sharing sharing() {
        return sharing;
    }

    ReplyStore replies() {
        return replies;
    }

    void register(CallMetrics metrics) {
        gauge(metrics, "penstock_cache_memory_bytes", "Bytes of kept answers in memory", CacheStats::memoryBytes);
        gauge(metrics, "penstock_cache_memory_entries", "Kept answers in memory", CacheStats::memoryEntries);
        gauge(metrics, "penstock_cache_disk_bytes", "Bytes of the files of kept answers", CacheStats::diskBytes);
        gauge(metrics, "penstock_cache_disk_entries", "Kept answers on disk", CacheStats::diskEntries);
        gauge(metrics, "penstock_cache_evicted", "Answers forgotten for room, since the start", CacheStats::evicted);
        gauge(metrics, "penstock_cache_dropped", "Answers not kept, writing being behind", CacheStats::dropped);
        gauge(metrics, "penstock_cache_failures", "Failures of the disk of kept answers", CacheStats::failures);
        metrics.gauge(
                "penstock_flights_open",
                "Upstream calls that identical ones may join",
                () -> sharing.flights().size());
        metrics.gauge(
                "penstock_runs_kept",
                "Streams that can be taken up again",
                () -> sharing.runs().size());
        metrics.gauge(
                "penstock_shared_bytes",
                "Bytes of answers several may read",
                () -> sharing.bytes().held());
    }

    private void gauge(CallMetrics metrics, String name, String says, ToDoubleFunction<CacheStats> value) {
        metrics.gauge(name, says, () -> value.applyAsDouble(replies.stats()));
    }

    private static String runId(SecureRandom random) {
        byte[] bytes = new byte[RUN_ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        replies.close();
    }
}
