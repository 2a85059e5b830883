package dev.penstock.pipeline;

import dev.penstock.cache.CacheWish;
import dev.penstock.call.Route;
import dev.penstock.dialect.Asked;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.upstream.Outgoing;

/**
 * One target of a call, ready to be sent.
 *
 * @param outgoing without a credential where it is one that is kept here
 * @param model what the call asks for, by its path or its body; "" where it names none
 * @param stripsUsage whether we asked for a stream's usage on our own account, and must take it out again
 * @param seat where it goes
 * @param wish what it is made from, so that it can be made again for another target
 * @param caching whether its answer may be kept and given again
 * @param body the request body as it goes out, for the log and for counting; empty where there is none
 */
record Step(
        int index,
        String provider,
        Route route,
        Outgoing outgoing,
        Asked asked,
        String model,
        boolean stripsUsage,
        byte[] body,
        CallOptions options,
        KeyChoice key,
        Seat seat,
        Planner.Wish wish,
        CacheWish caching) {

    /** Whether a stream was asked for, by the path or by the body. */
    boolean streams() {
        return route.streams().orElse(asked.stream());
    }

    @Override
    public String toString() {
        return "Step[" + index + " " + provider + "]";
    }
}
