package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.StoredReply;
import org.jspecify.annotations.Nullable;

/** What the disk has yet to take: an answer, or that there is no longer one. Equal to itself only. */
final class Waiting {
    private static final long WITHOUT_REPLY = 200;

    final CacheKey key;
    /** Null forgets what the disk has. */
    final @Nullable StoredReply reply;

    final long bytes;

    private Waiting(CacheKey key, @Nullable StoredReply reply, long bytes) {
        this.key = key;
        this.reply = reply;
        this.bytes = bytes;
    }

    static Waiting of(StoredReply reply) {
        return new Waiting(reply.key(), reply, ReplyBytes.of(reply));
    }

    static Waiting forgetting(CacheKey key) {
        return new Waiting(key, null, WITHOUT_REPLY);
    }
}
