package dev.penstock.call;

import java.time.Duration;
import java.util.Set;

/**
 * How a gateway gives answers again.
 *
 * @param ttl zero is off, unless a call names a key of its own
 * @param invalidateOnUpdate whether changing the gateway empties its cache
 * @param streams whether streams are kept and replayed; false is Cloudflare's way
 * @param coalesces whether identical calls under way share one upstream call, where their answers may be kept
 * @param crossesForms whether a stream may answer a call for a plain body and the reverse, where that is exact
 * @param refreshesOnSkip whether the answer to a call that skips the cache takes the place of the one that is kept
 * @param ttlHeaderEnables whether cf-aig-cache-ttl turns caching on where the gateway has none
 * @param beforePolicies whether a kept answer is given before policies and limits are asked; true is Cloudflare's way
 * @param ignoredFields top-level fields of a body that do not make two calls different
 * @param variants how many answers are kept for one key, one of which is given at random
 * @param staleIfError how long after its time an answer may stand in for a failing provider; zero is off
 * @param replay how a kept stream is given again
 * @param abandoned what becomes of an answer whose last reader has left
 * @param drainBytes how much of such an answer is still fetched to be kept
 */
public record Caching(
        Duration ttl,
        boolean invalidateOnUpdate,
        boolean streams,
        boolean coalesces,
        boolean crossesForms,
        boolean refreshesOnSkip,
        boolean ttlHeaderEnables,
        boolean beforePolicies,
        Set<String> ignoredFields,
        int variants,
        Duration staleIfError,
        Replay replay,
        Abandoned abandoned,
        long drainBytes) {

    public static final Caching OFF = of(Duration.ZERO, false);

    public Caching {
        ignoredFields = Set.copyOf(ignoredFields);
    }

    /** With Cloudflare's two settings, ours as they are unless told. */
    public static Caching of(Duration ttl, boolean invalidateOnUpdate) {
        return new Caching(
                ttl,
                invalidateOnUpdate,
                true,
                true,
                true,
                true,
                false,
                false,
                Set.of(),
                1,
                Duration.ZERO,
                Replay.INSTANT,
                Abandoned.CANCEL,
                1024 * 1024);
    }

    /** How fast a kept stream is given again. */
    public enum Replay {
        INSTANT,
        /** With the pauses its provider made. */
        RECORDED
    }

    /** What becomes of an upstream call nobody waits for any more. */
    public enum Abandoned {
        CANCEL,
        /** It is read on, up to a bound, so that the next caller has its answer. */
        DRAIN
    }
}
