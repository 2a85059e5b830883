package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Near;
import dev.penstock.cache.Purge;
import dev.penstock.cache.ReplyStore;
import dev.penstock.cache.StoredPrint;
import dev.penstock.cache.StoredReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers in memory over answers on disk, either of which may be left out. */
public final class Replies implements ReplyStore, AutoCloseable {
    private final ReplyLimits limits;
    private final InstantSource clock;
    private final MemoryTier memory;
    private final RecentPurges purges = new RecentPurges();
    private final Tally tally = new Tally();
    /** Null where nothing is kept on disk. */
    private final @Nullable DiskTier disk;

    private volatile boolean closed;

    private Replies(Path folder, ReplyLimits limits, InstantSource clock, LongSupplier nanoTime) {
        this.limits = limits;
        this.clock = clock;
        this.memory = new MemoryTier(limits.memoryBytes(), clock);
        this.disk = limits.hasDisk() ? DiskTier.open(folder, limits, memory, purges, tally, clock, nanoTime) : null;
    }

    /**
     * Opens what an earlier process kept. Never fails: a damaged file is made anew, and where the disk refuses
     * altogether, answers are kept in memory only.
     *
     * @param folder the store's own; made where it is missing, and not touched where nothing is kept on disk
     */
    public static Replies open(Path folder, ReplyLimits limits, InstantSource clock, LongSupplier nanoTime) {
        return new Replies(folder, limits, clock, nanoTime);
    }

    @Override
    public Future<Optional<StoredReply>> find(CacheKey key) {
        long now = clock.millis();
        MemoryTier.Kept kept = memory.find(key, now);
        if (kept == null) {
            return disk == null || closed ? Future.succeededFuture(Optional.empty()) : disk.find(key);
        }
        if (disk != null && now - kept.noted >= ReplyFile.USE_UNIT) {
            kept.noted = now;
            disk.used(key);
        }
        return Future.succeededFuture(Optional.of(kept.reply));
    }

    @Override
    public void keep(StoredReply reply) {
        if (closed || reply.keptUntil() <= clock.millis() || purges.names(reply)) {
            return;
        }
        memory.keep(reply);
        if (disk != null) {
            disk.keep(reply);
        }
        // Again, because a purge that began meanwhile may have looked before it was there.
        if (purges.names(reply)) {
            memory.forget(reply);
            if (disk != null) {
                disk.unkeep(reply);
            }
        }
    }

    @Override
    public Future<Long> purge(Purge which) {
        RecentPurges.Recent begun = purges.begin(which, clock.millis());
        Promise<Long> promise = Promise.promise();
        // Looking through all of the memory takes longer than an event loop may.
        Thread.startVirtualThread(() -> purge(begun).onComplete(promise));
        return promise.future();
    }

    @Override
    public Future<List<StoredPrint>> near(Near where, int most) {
        // The disk last: what is written meanwhile is then met twice, and not missed.
        return apart(() -> undurable(where))
                .compose(others -> disk == null || closed
                        ? Future.succeededFuture(merged(others, List.of(), most))
                        : disk.near(where, most).map(stored -> merged(others, stored, most)));
    }

    @Override
    public CacheStats stats() {
        return new CacheStats(
                memory.entries(),
                memory.bytes(),
                memory.limit(),
                tally.entries,
                tally.bytes,
                disk == null ? 0 : limits.diskBytes(),
                disk == null ? memory.evicted() : tally.evicted.sum(),
                tally.dropped.sum(),
                tally.failures.sum());
    }

    /** Writes what waits to be written, within the time that has. */
    @Override
    public void close() {
        closed = true;
        if (disk != null) {
            disk.close();
        }
    }

    /** Whether all that was kept is on disk. */
    boolean isSettled() {
        return disk == null || disk.isSettled();
    }

    private Future<Long> purge(RecentPurges.Recent begun) {
        Set<CacheKey> forgotten = new HashSet<>();
        memory.forget(begun::names).forEach(forgotten::add);
        memory.tidy();
        if (disk == null || closed) {
            purges.end(begun);
            return Future.succeededFuture((long) forgotten.size());
        }
        disk.forgetWaiting(begun::names).forEach(forgotten::add);
        PurgeJob job = new PurgeJob(begun, forgotten);
        disk.purge(job);
        return job.promise().future();
    }

    /** What is known without the disk. */
    private List<StoredPrint> undurable(Near where) {
        Stream<StoredReply> replies = disk == null ? memory.all() : Stream.concat(memory.all(), disk.waiting());
        return replies.filter(reply -> isAt(where, reply)).map(Replies::print).toList();
    }

    /** The newer of each key, latest first. */
    private static List<StoredPrint> merged(List<StoredPrint> some, List<StoredPrint> others, int most) {
        Map<CacheKey, StoredPrint> prints = new HashMap<>();
        Stream.concat(some.stream(), others.stream())
                .forEach(print ->
                        prints.merge(print.key(), print, (one, two) -> one.storedAt() >= two.storedAt() ? one : two));
        return prints.values().stream()
                .sorted(Comparator.comparingLong(StoredPrint::storedAt).reversed())
                .limit(most)
                .toList();
    }

    private static boolean isAt(Near where, StoredReply reply) {
        return where.scope().equals(reply.scope())
                && where.provider().equals(reply.provider())
                && where.endpoint().equals(reply.endpoint());
    }

    private static StoredPrint print(StoredReply reply) {
        return new StoredPrint(reply.key(), reply.fingerprint(), reply.storedAt(), reply.expiresAt());
    }

    /** With a thread of its own. */
    private static <T> Future<T> apart(Supplier<T> work) {
        Promise<T> promise = Promise.promise();
        Thread.startVirtualThread(() -> {
            try {
                promise.complete(work.get());
            } catch (RuntimeException failure) {
                promise.fail(failure);
            }
        });
        return promise.future();
    }
}
