package dev.penstock.app;

import dev.penstock.admin.cache.CacheDesk;
import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Purge;
import dev.penstock.cache.ReplyStore;
import io.vertx.core.Future;

/** The store of kept answers as the management API has it. */
record AnswerDesk(ReplyStore replies) implements CacheDesk {
    @Override
    public Future<Long> purge(Purge which) {
        return replies.purge(which);
    }

    @Override
    public CacheStats stats() {
        return replies.stats();
    }
}
