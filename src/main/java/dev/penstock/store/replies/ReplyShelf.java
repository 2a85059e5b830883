package dev.penstock.store.replies;

import dev.penstock.cache.StoredReply;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers on disk within their bound, and the memory of which there are. One thread's. */
final class ReplyShelf {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyShelf.class);
    private static final int LEAST_AT_ONCE = 16;
    private static final int MOST_AT_ONCE = 500;
    /** Of pages: below, they are kept for the next answers. */
    private static final int FREE_PART = 8;

    private final ReplyFile file;
    private final DiskRoom room;
    private final Presence presence;
    private final Tally tally;
    /** How many rows one transaction touches: each may change a page of every index. */
    private final int atOnce;

    private boolean recalled;

    ReplyShelf(ReplyFile file, DiskRoom room, Presence presence, Tally tally) {
        this.file = file;
        this.room = room;
        this.presence = presence;
        this.tally = tally;
        this.atOnce = Math.clamp(room.pages() / 64, LEAST_AT_ONCE, MOST_AT_ONCE);
        survey();
    }

    /** Opens what is there; what cannot be read is deleted, for a cache is only what was and can be asked again. */
    static ReplyFile open(Path path, DiskRoom room) throws SQLException, IOException {
        try {
            ReplyFile file = ReplyFile.open(path, room);
            file.checkpoint();
            return file;
        } catch (SQLException unreadable) {
            LOG.warn(
                    "Kept answers in {} cannot be read ({}); the file is made anew, empty",
                    path,
                    ReplySchema.name(unreadable));
            ReplySchema.delete(path);
            return ReplyFile.open(path, room);
        }
    }

    int atOnce() {
        return atOnce;
    }

    void recall() throws SQLException {
        file.eachHash(presence::add);
        recalled = true;
        survey();
    }

    /** Whether the log may take one more transaction; not while somebody reads an old state for long. */
    boolean canWrite() throws SQLException {
        if (file.logBytes() > room.checkpointBytes()) {
            file.checkpoint();
        }
        return file.logBytes() <= room.logBytes() / 2;
    }

    /** Writes what waited, all or none. */
    void put(Collection<Waiting> batch, long now) throws SQLException {
        List<byte[]> encoded = new ArrayList<>(batch.size());
        long bytes = 0;
        for (Waiting one : batch) {
            StoredReply reply = one.reply;
            byte[] next = reply == null ? new byte[0] : ReplyCodec.encode(reply);
            encoded.add(next);
            bytes += next.length;
        }
        makeRoom(bytes, batch.size());
        file.transaction(() -> {
            int at = 0;
            for (Waiting one : batch) {
                StoredReply reply = one.reply;
                byte[] next = encoded.get(at++);
                if (!recalled || presence.mayHold(one.key.a())) {
                    file.delete(file.ofHash(one.key.a()));
                }
                if (reply != null) {
                    file.insert(reply, next, now);
                }
            }
        });
        for (Waiting one : batch) {
            if (one.reply == null) {
                presence.remove(one.key.a());
            } else {
                presence.add(one.key.a());
            }
        }
        survey();
    }

    void use(Collection<Long> hashes, long now) throws SQLException {
        file.transaction(() -> {
            for (long hash : hashes) {
                file.use(hash, now);
            }
        });
        survey();
    }

    void purgeSome(PurgeJob job) throws SQLException {
        List<ReplyRow> named = job.next(file, atOnce);
        delete(named);
        job.counts(named);
    }

    /** Deletes some whose time is over; true while there are more. */
    boolean deleteEnded(long now) throws SQLException {
        List<ReplyRow> ended = file.ended(now, atOnce);
        delete(ended);
        return ended.size() == atOnce;
    }

    /** Gives pages back, some at a time, where many are free; true while there are more. */
    boolean giveBack() throws SQLException {
        long free = file.freePages();
        if (free <= file.pages() / FREE_PART + LEAST_AT_ONCE) {
            return false;
        }
        file.giveBack(Math.min(free, room.logBytes() / ReplySchema.PAGE / 4));
        file.checkpoint();
        survey();
        return true;
    }

    void close() throws SQLException {
        file.close();
    }

    private void delete(List<ReplyRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        canWrite();
        file.transaction(() -> file.delete(rows));
        rows.forEach(row -> presence.remove(row.key().a()));
        survey();
    }

    /** The least recently used go until what comes fits. */
    private void makeRoom(long bytes, int entries) throws SQLException {
        // Pages are not filled whole, and each entry stands in six trees beside its body.
        long coming = LEAST_AT_ONCE + (bytes + 300L * entries) * 6 / 5 / ReplySchema.PAGE;
        while (true) {
            long missing = file.pages() - file.freePages() + coming - room.pages();
            if (missing <= 0) {
                return;
            }
            List<ReplyRow> oldest = file.leastUsed(atOnce);
            if (oldest.isEmpty()) {
                return;
            }
            List<ReplyRow> some = upTo(oldest, missing * ReplySchema.PAGE);
            delete(some);
            tally.evicted.add(some.size());
        }
    }

    private static List<ReplyRow> upTo(List<ReplyRow> rows, long bytes) {
        long sum = 0;
        int count = 0;
        while (count < rows.size() && sum < bytes) {
            sum += rows.get(count++).bytes();
        }
        return rows.subList(0, count);
    }

    private void survey() {
        tally.entries = presence.size();
        tally.bytes = file.bytes();
    }
}
