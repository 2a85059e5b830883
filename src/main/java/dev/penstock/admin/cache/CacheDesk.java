package dev.penstock.admin.cache;

import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Purge;
import io.vertx.core.Future;

/** What the management API asks of the cache. May be asked on any thread, and completes on any. */
public interface CacheDesk {
    /** Forgets all that meets the conditions, also what is being kept just now; gives how many answers that were. */
    Future<Long> purge(Purge which);

    CacheStats stats();
}
