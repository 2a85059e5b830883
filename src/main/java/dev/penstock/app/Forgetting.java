package dev.penstock.app;

import dev.penstock.cache.Purge;
import dev.penstock.cache.ReplyStore;
import dev.penstock.config.Settings;
import dev.penstock.control.ControlState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts changes in force and forgets, after that, the kept answers they make wrong: calls that began before are not kept,
 * either.
 */
final class Forgetting {
    private final Snapshots snapshots;
    private final ReplyStore replies;

    /** Guarded by this. */
    private @Nullable ControlState state;

    Forgetting(Snapshots snapshots, ReplyStore replies) {
        this.snapshots = snapshots;
        this.replies = replies;
    }

    synchronized void take(ControlState next) {
        ControlState before = state;
        state = next;
        snapshots.take(next);
        if (before != null) {
            forget(CachePurges.between(before, next));
        }
    }

    synchronized void take(Settings next) {
        Settings before = snapshots.settings();
        snapshots.take(next);
        forget(CachePurges.between(before, next));
    }

    private void forget(List<Purge> purges) {
        purges.forEach(replies::purge);
    }
}
