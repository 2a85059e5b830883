package dev.penstock.pipeline;

import dev.penstock.call.Scope;
import dev.penstock.stream.Hub;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Streams a client may take up again after it has lost them, over all event loops. Each is kept for a while after its end or
 * after its last reader left, whichever is later; while it is kept, its upstream call goes on.
 */
public final class Runs {
    private final ConcurrentHashMap<String, Run> runs = new ConcurrentHashMap<>();
    private final Supplier<String> ids;
    private final LongSupplier nanos;

    /** @param ids gives names nobody can guess */
    public Runs(Supplier<String> ids, LongSupplier nanos) {
        this.ids = ids;
        this.nanos = nanos;
    }

    /** How many are kept. */
    public int size() {
        return runs.size();
    }

    /** Who may take one up: whoever shows what its call showed. */
    record Holder(Scope scope, Optional<String> tokenId, String credential, String elsewhere) {}

    /** One stream. It has a seat of its own in its hub. */
    final class Run {
        final String id;
        final Holder holder;
        final Hub hub;
        final Supplier<Flight.Brought> brought;
        private final Vertx vertx;
        private final Context context;
        private final Duration keep;
        private final Runnable dropping;
        private volatile long usedNanos;
        private boolean dropped;

        private Run(
                Vertx vertx,
                Holder holder,
                Hub hub,
                Supplier<Flight.Brought> brought,
                Duration keep,
                Runnable dropping) {
            this.id = ids.get();
            this.vertx = vertx;
            this.context = vertx.getOrCreateContext();
            this.holder = holder;
            this.hub = hub;
            this.brought = brought;
            this.keep = keep;
            this.dropping = dropping;
            this.usedNanos = nanos.getAsLong();
        }

        /** Somebody reads it now, or has just stopped to. */
        void used() {
            usedNanos = nanos.getAsLong();
        }

        private void look(long wait) {
            vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait) + 1), timer -> {
                boolean isRead = hub.seats() > 1 && !hub.isWritten();
                long left = keep.toNanos() - (nanos.getAsLong() - usedNanos);
                if (!dropped && (isRead || left > 0)) {
                    look(isRead ? keep.toNanos() : left);
                } else {
                    drop();
                }
            });
        }

        private void drop() {
            if (!dropped) {
                dropped = true;
                runs.remove(id);
                hub.leave();
                hub.release();
                dropping.run();
            }
        }

        /** It cannot be taken up any more: it has outgrown its bound. On any loop. */
        void end() {
            context.runOnContext(v -> drop());
        }
    }

    /**
     * Keeps a stream; empty where it has begun to be forgotten already.
     *
     * @param dropping run when it is kept no longer
     */
    Optional<Run> keep(
            Vertx vertx, Holder holder, Hub hub, Supplier<Flight.Brought> brought, Duration keep, Runnable dropping) {
        if (!hub.join()) {
            return Optional.empty();
        }
        Run run = new Run(vertx, holder, hub, brought, keep, dropping);
        runs.put(run.id, run);
        hub.hold(run::end);
        run.look(keep.toNanos());
        return Optional.of(run);
    }

    Optional<Run> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }
}
