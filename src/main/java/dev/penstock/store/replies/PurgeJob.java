package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.Purge;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** A purge on its way through the disk, some rows at a time. The writing thread's, once it is handed over. */
final class PurgeJob {
    private final RecentPurges.Recent recent;
    /** Forgotten elsewhere, and not yet met on disk: no answer is counted twice. */
    private final Set<CacheKey> elsewhere;

    private final Promise<Long> promise = Promise.promise();
    private Set<Long> places = Set.of();
    private final Deque<Long> unseen = new ArrayDeque<>();
    private boolean begun;
    private boolean finished;
    private long after;
    /** Answers written later were asked for later, or were not written because this purge names them. */
    private long upTo;

    private long count;

    PurgeJob(RecentPurges.Recent recent, Set<CacheKey> elsewhere) {
        this.recent = recent;
        this.elsewhere = elsewhere;
    }

    RecentPurges.Recent recent() {
        return recent;
    }

    Promise<Long> promise() {
        return promise;
    }

    boolean isFinished() {
        return finished;
    }

    /** How many answers were forgotten, in memory or on disk. */
    long count() {
        return count + elsewhere.size();
    }

    void counts(List<ReplyRow> deleted) {
        for (ReplyRow row : deleted) {
            if (row.keptUntil() > recent.at()) {
                elsewhere.remove(row.key());
                count++;
            }
        }
    }

    /** Looks at the next rows, and gives those to be deleted. */
    List<ReplyRow> next(ReplyFile file, int most) throws SQLException {
        if (!begun) {
            places = file.places(purge());
            unseen.addAll(places);
            upTo = file.lastRow();
            begun = true;
        }
        return candidates(file, most).stream().filter(this::isNamed).toList();
    }

    private List<ReplyRow> candidates(ReplyFile file, int most) throws SQLException {
        if (purge().key().isPresent()) {
            finished = true;
            return file.ofHash(purge().key().get().a());
        }
        if (purge().customKey().isPresent()) {
            List<ReplyRow> rows = file.ofCustomKey(purge().customKey().get(), after, upTo, most);
            finished = rows.size() < most;
            after = rows.isEmpty() ? after : rows.getLast().row();
            return rows;
        }
        List<ReplyRow> rows = new ArrayList<>();
        while (rows.size() < most && !unseen.isEmpty()) {
            int room = most - rows.size();
            List<ReplyRow> some = file.ofPlace(unseen.getFirst(), after, upTo, room);
            rows.addAll(some);
            after = some.size() < room ? 0 : some.getLast().row();
            if (some.size() < room) {
                unseen.removeFirst();
            }
        }
        finished = unseen.isEmpty();
        return rows;
    }

    private boolean isNamed(ReplyRow row) {
        return row.askedAt() <= recent.at()
                && places.contains(row.place())
                && Naming.names(purge(), row.key(), row.model(), row.customKey(), row.metadata());
    }

    private Purge purge() {
        return recent.purge();
    }
}
