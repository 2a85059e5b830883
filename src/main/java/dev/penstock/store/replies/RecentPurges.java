package dev.penstock.store.replies;

import dev.penstock.cache.Purge;
import dev.penstock.cache.StoredReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What was purged lately, so that no answer asked for before comes back by a call under way or a read of the disk. */
final class RecentPurges {
    private static final int MOST = 256;

    private final AtomicReference<Known> known = new AtomicReference<>(new Known(0, List.of(), List.of(), 0));

    /** A purge and when it was asked for. */
    record Recent(Purge purge, long at) {
        boolean names(StoredReply reply) {
            return reply.askedAt() <= at && Naming.names(purge, reply);
        }
    }

    /**
     * What is known at one moment.
     *
     * @param count of all purges there ever were
     * @param before nothing asked for until then is kept: it was the time of purges no longer known one by one
     */
    record Known(long count, List<Recent> recent, List<Recent> unfinished, long before) {
        /** Whether a purge that was under way at that moment names an answer. */
        boolean isForgetting(StoredReply reply) {
            return unfinished.stream().anyMatch(one -> one.names(reply));
        }
    }

    Recent begin(Purge purge, long now) {
        Recent begun = new Recent(purge, now);
        known.updateAndGet(last -> with(last, begun));
        return begun;
    }

    void end(Recent ended) {
        known.updateAndGet(last -> new Known(
                last.count,
                last.recent,
                last.unfinished.stream().filter(one -> !one.equals(ended)).toList(),
                last.before));
    }

    Known now() {
        return known.get();
    }

    /** Whether an answer is not to be kept, because it was asked for before a purge that names it. */
    boolean names(StoredReply reply) {
        Known last = known.get();
        if (reply.askedAt() <= last.before) {
            return true;
        }
        for (Recent one : last.recent) {
            if (one.names(reply)) {
                return true;
            }
        }
        return false;
    }

    private static Known with(Known last, Recent begun) {
        List<Recent> recent = new ArrayList<>(last.recent);
        recent.add(begun);
        long before = last.before;
        if (recent.size() > MOST) {
            before = Math.max(before, recent.removeFirst().at);
        }
        List<Recent> unfinished = new ArrayList<>(last.unfinished);
        unfinished.add(begun);
        return new Known(last.count + 1, List.copyOf(recent), List.copyOf(unfinished), before);
    }
}
