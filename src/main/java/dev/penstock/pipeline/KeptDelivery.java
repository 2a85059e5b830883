package dev.penstock.pipeline;

import dev.penstock.cache.StoredReply;
import dev.penstock.call.Outcome;
import dev.penstock.stream.Bytes;
import io.vertx.core.Future;
import java.util.Optional;

/** Gives a kept answer that is no stream and no larger than what a client is handed at once: in one write. */
final class KeptDelivery {
    private static final int LARGEST = 16 * 1024;

    private KeptDelivery() {}

    static boolean suits(StoredReply reply) {
        int length = reply.body().length;
        return !reply.framing().isStream() && length > 0 && length <= LARGEST;
    }

    static Future<Delivery.End> run(CallScope scope, StoredReply reply, CallOptions options) {
        byte[] body = reply.body();
        Metered metered = Delivery.unread(scope, options);
        scope.status = 200;
        scope.metered = metered;
        scope.back = AnswerHead.fresh(scope, reply.contentType());
        metered.passing(body, 0, body.length);
        // The row first, then the bytes.
        scope.onRecord.put(Outcome.WHOLE, Optional.empty());
        scope.interrupt = () -> {};
        scope.client.begin(scope.status, scope.head(), body.length);
        return scope.client
                .end(Bytes.buffer(body, 0, body.length))
                .transform(written -> Future.succeededFuture(Delivery.End.WHOLE));
    }
}
