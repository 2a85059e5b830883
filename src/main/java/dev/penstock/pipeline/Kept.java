package dev.penstock.pipeline;

import dev.penstock.cache.StoredReply;
import dev.penstock.call.Caching;
import dev.penstock.stream.Hub;
import dev.penstock.stream.HubReader;

/** A kept answer as something that is read like one that just comes. */
final class Kept {
    private Kept() {}

    static HubReader reader(CallScope scope, StoredReply reply, Caching caching) {
        boolean paced =
                caching.replay() == Caching.Replay.RECORDED && reply.framing().isStream();
        long length = reply.framing().isStream() ? -1 : reply.body().length;
        Hub.Opened head = new Hub.Opened(200, reply.contentType(), reply.framing(), length);
        return scope.reader(Hub.of(head, Pace.pieces(reply, paced)), paced);
    }
}
