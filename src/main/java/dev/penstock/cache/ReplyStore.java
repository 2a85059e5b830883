package dev.penstock.cache;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Keeps answers, bounded by bytes, over restarts. Nothing here blocks its caller: what is in memory is given at once, what
 * is on disk comes from another thread. A store that fails or is slow keeps nothing and finds nothing; no call fails by it.
 */
public interface ReplyStore {
    /** An answer that may still be given, fresh or stale; may complete on any thread, and never fails. */
    Future<Optional<StoredReply>> find(CacheKey key);

    /** Keeps an answer in the place of any other of its key, unless it was asked for before a purge that names it. */
    void keep(StoredReply reply);

    /** Forgets, in memory and on disk, also what is being written; gives how many answers that were. */
    Future<Long> purge(Purge which);

    /** The fingerprints of answers kept for one provider's endpoint, latest first. */
    Future<List<StoredPrint>> near(Near where, int most);

    CacheStats stats();
}
