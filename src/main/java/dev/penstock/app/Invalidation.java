package dev.penstock.app;

import dev.penstock.admin.cache.CacheDesk;
import dev.penstock.cache.Purge;
import dev.penstock.config.Settings;
import dev.penstock.control.ControlState;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts changes in force and then makes forgotten what they make wrong. A change waits for that, within bounds, so that no
 * call that begins after it finds an answer of before.
 */
final class Invalidation {
    private static final Logger LOG = LoggerFactory.getLogger(Invalidation.class);
    private static final long PATIENCE_SECONDS = 5;

    private final Snapshots snapshots;
    private final CacheDesk cache;

    /** Written by one change at a time: the desk makes no two at once. */
    private volatile ControlState last;

    /** @param first what the snapshots were made of */
    Invalidation(ControlState first, Snapshots snapshots, CacheDesk cache) {
        this.last = first;
        this.snapshots = snapshots;
        this.cache = cache;
    }

    void take(ControlState next) {
        snapshots.take(next);
        List<Purge> purges = CachePurges.between(last, next);
        last = next;
        forget(purges);
    }

    /** @param before what was in force until this change, parts of which may be in force already */
    void take(Settings before, Settings next) {
        snapshots.take(next);
        forget(CachePurges.between(before, next));
    }

    private void forget(List<Purge> purges) {
        if (purges.isEmpty()) {
            return;
        }
        try {
            Future.join(purges.stream().map(cache::purge).toList())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException slow) {
            LOG.warn("Kept answers are still being forgotten {} s after the change that asks for it", PATIENCE_SECONDS);
        } catch (ExecutionException failed) {
            LOG.error("Kept answers that a change made wrong could not be forgotten", failed.getCause());
        }
    }
}
