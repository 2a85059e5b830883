package dev.penstock.demo;

import dev.penstock.call.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads a request's body up to a bound. */
final class BoundedBody {
    private BoundedBody() {}

    /** Fails with a CallRefused 413 as soon as the bound is passed; the rest is let go unread. */
    static Future<Buffer> read(HttpServerRequest request, int bound) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= bound) {
                body.appendBuffer(chunk);
            } else {
                String message = "The request body is larger than " + bound + " bytes.";
                whole.tryFail(Refusal.of(413, 0, message).closing().thrown());
            }
        });
        request.endHandler(ended -> whole.tryComplete(body));
        request.exceptionHandler(whole::tryFail);
        return whole.future();
    }
}
