package dev.penstock.store.replies;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.penstock.cache.CacheKey;
import dev.penstock.cache.StoredReply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answers in memory, bounded by bytes. Any thread's; a hit takes no lock. */
final class MemoryTier {
    private final long limit;
    private final InstantSource clock;
    private final LongAdder evicted = new LongAdder();
    private final Cache<CacheKey, Kept> cache;

    MemoryTier(long limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(limit)
                .weigher(MemoryTier::weight)
                .expireAfter(Expiry.writing(this::remaining))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                // What little there is to tidy is done by who caused it; its own pool would be one nobody watches.
                .executor(Runnable::run)
                .evictionListener((key, kept, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evicted.increment();
                    }
                })
                .build();
    }

    /** An answer and when it was last noted as used: a race on that notes it twice, which does no harm. */
    static final class Kept {
        final StoredReply reply;
        long noted;

        Kept(StoredReply reply, long noted) {
            this.reply = reply;
            this.noted = noted;
        }
    }

    @Nullable
    Kept find(CacheKey key, long now) {
        if (limit == 0) {
            return null;
        }
        Kept kept = cache.getIfPresent(key);
        return kept == null || kept.reply.keptUntil() <= now ? null : kept;
    }

    void keep(StoredReply reply) {
        if (limit > 0) {
            cache.put(reply.key(), new Kept(reply, clock.millis()));
        }
    }

    /** Takes up what was read from disk, unless there is an answer already, which is newer. */
    void takeUp(StoredReply reply) {
        if (limit > 0) {
            cache.asMap().putIfAbsent(reply.key(), new Kept(reply, clock.millis()));
        }
    }

    /** Forgets this very answer, and none that took its place. */
    void forget(StoredReply reply) {
        cache.asMap().computeIfPresent(reply.key(), (key, kept) -> kept.reply.equals(reply) ? null : kept);
    }

    Stream<StoredReply> all() {
        long now = clock.millis();
        return cache.asMap().values().stream().map(kept -> kept.reply).filter(reply -> reply.keptUntil() > now);
    }

    /** Forgets what is named; the forgotten ones. Goes through all there is, so it is not for an event loop. */
    Stream<CacheKey> forget(Predicate<StoredReply> named) {
        return all().filter(named).peek(this::forget).map(StoredReply::key);
    }

    void tidy() {
        cache.cleanUp();
    }

    long entries() {
        return cache.estimatedSize();
    }

    long bytes() {
        return cache.policy()
                .eviction()
                .map(Policy.Eviction::weightedSize)
                .orElseThrow()
                .orElse(0);
    }

    long limit() {
        return limit;
    }

    long evicted() {
        return evicted.sum();
    }

    private static int weight(CacheKey key, Kept kept) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, ReplyBytes.of(kept.reply)));
    }

    private Duration remaining(CacheKey key, Kept kept) {
        return Duration.ofMillis(Math.max(0, kept.reply.keptUntil() - clock.millis()));
    }
}
