package dev.penstock.pipeline;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.ByteBudget;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which kept answers are being read. However many read one, it is held once; all that are being read together are bounded,
 * because a store that forgets one does not take it from its readers.
 */
public final class ReplyUses {
    private final ByteBudget budget;
    private final ConcurrentHashMap<Use, Integer> readers = new ConcurrentHashMap<>();

    private record Use(CacheKey key, long storedAt) {
        static Use of(StoredReply reply) {
            return new Use(reply.key(), reply.storedAt());
        }
    }

    public ReplyUses(ByteBudget budget) {
        this.budget = budget;
    }

    /** Begins to read one; false where there is no room for it. */
    boolean begin(StoredReply reply) {
        int bytes = reply.body().length;
        Integer now = readers.compute(
                Use.of(reply), (use, count) -> count != null ? (Integer) (count + 1) : budget.take(bytes) ? 1 : null);
        return now != null;
    }

    void end(StoredReply reply) {
        readers.computeIfPresent(Use.of(reply), (use, count) -> {
            if (count > 1) {
                return count - 1;
            }
            budget.give(reply.body().length);
            return null;
        });
    }

    /** How many different ones are being read. */
    public int size() {
        return readers.size();
    }
}
