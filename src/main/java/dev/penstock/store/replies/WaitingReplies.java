package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.StoredReply;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What waits to be written, bounded by bytes. Any thread adds, finds and removes; one takes out in order. */
final class WaitingReplies {
    private final Map<CacheKey, Waiting> byKey = new ConcurrentHashMap<>();
    /** A key stands here once for what waits of it; a second time does no harm. */
    private final Queue<CacheKey> order = new ConcurrentLinkedQueue<>();

    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    WaitingReplies(long limit) {
        this.limit = limit;
    }

    /** Whether there was room. That an answer is gone may take a quarter more, so that it is known when all is full. */
    boolean offer(Waiting next) {
        long most = next.reply == null ? limit + limit / 4 : limit;
        if (bytes.addAndGet(next.bytes) > most) {
            bytes.addAndGet(-next.bytes);
            return false;
        }
        Waiting before = byKey.put(next.key, next);
        if (before == null) {
            order.add(next.key);
        } else {
            bytes.addAndGet(-before.bytes);
        }
        return true;
    }

    @Nullable
    Waiting find(CacheKey key) {
        return byKey.get(key);
    }

    /** The next in order, which stays until it is {@link #settled}; null where nothing waits. */
    @Nullable
    Waiting next() {
        for (CacheKey key = order.poll(); key != null; key = order.poll()) {
            Waiting found = byKey.get(key);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** That one is written, or never will be. What took its place meanwhile gets its turn. */
    void settled(Waiting one) {
        if (!remove(one) && byKey.containsKey(one.key)) {
            order.add(one.key);
        }
    }

    boolean remove(Waiting one) {
        boolean removed = byKey.remove(one.key, one);
        if (removed) {
            bytes.addAndGet(-one.bytes);
        }
        return removed;
    }

    /** Takes this very answer out, if it still waits. */
    void forget(StoredReply reply) {
        Waiting found = byKey.get(reply.key());
        if (found != null && reply.equals(found.reply)) {
            remove(found);
        }
    }

    Collection<Waiting> all() {
        return byKey.values();
    }

    boolean isEmpty() {
        return order.isEmpty();
    }
}
