package dev.penstock.http;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Collects one request body: within its size, within the budget all calls share, and within an absolute deadline that
 * only a steady sender can extend.
 */
final class BodyReader {
    private static final long FIRST_BYTES = 16 * 1024;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Bounds bounds;
    private final Promise<Buffer> whole = Promise.promise();
    private final long declared;
    private final Runnable wanted;
    private Buffer collected = Buffer.buffer(0);
    private long taken;
    private long timer = -1;
    private long periods;

    /**
     * @param declared the length the client promised, or -1
     * @param wanted done once the body is known to be welcome, before its first byte is read
     */
    BodyReader(Vertx vertx, HttpServerRequest request, Bounds bounds, long declared, Runnable wanted) {
        this.vertx = vertx;
        this.request = request;
        this.bounds = bounds;
        this.declared = declared;
        this.wanted = wanted;
    }

    Future<Buffer> read() {
        if (declared > bounds.bodyBytes()) {
            return Future.failedFuture(new CallRefused(tooLarge()));
        }
        if (declared > 0 && !bounds.inFlight().hasRoomFor(declared)) {
            return Future.failedFuture(new CallRefused(busy()));
        }
        // A length is a promise: what has not come takes neither memory nor budget, or promises alone could fill both.
        collected = Buffer.buffer((int) Math.clamp(declared, 0, FIRST_BYTES));
        wanted.run();
        request.handler(this::more);
        request.endHandler(v -> settle(() -> whole.tryComplete(collected)));
        request.exceptionHandler(cause -> settle(() -> whole.tryFail(cause)));
        request.resume();
        if (!whole.future().isComplete()) {
            timer = vertx.setTimer(bounds.body().toMillis(), id -> deadline());
        }
        return whole.future();
    }

    /** Gives back what the body took of the shared budget, and waits no longer for the rest. */
    void release() {
        vertx.cancelTimer(timer);
        bounds.inFlight().give(taken);
        taken = 0;
        collected = Buffer.buffer(0);
    }

    private void more(Buffer bytes) {
        if (whole.future().isComplete()) {
            return;
        }
        long total = (long) collected.length() + bytes.length();
        if (total > bounds.bodyBytes()) {
            refuse(tooLarge());
        } else if (!bounds.inFlight().take(bytes.length())) {
            refuse(busy());
        } else {
            taken = total;
            collected.appendBuffer(bytes);
        }
    }

    private void deadline() {
        periods++;
        Duration spent = bounds.body().multipliedBy(periods);
        boolean steady = collected.length() >= Bounds.SLOWEST_BYTES_PER_SECOND * Math.max(1, spent.toSeconds());
        if (steady && spent.compareTo(Bounds.LONGEST_BODY) < 0) {
            timer = vertx.setTimer(bounds.body().toMillis(), id -> deadline());
            return;
        }
        refuse(Refusal.of(
                        408,
                        Codes.OUT_OF_BOUNDS,
                        "Request body not received within " + spent.toMillis()
                                + " ms; send it faster, or raise timeouts.body")
                .closing());
    }

    private void refuse(Refusal refusal) {
        settle(() -> whole.tryFail(new CallRefused(refusal)));
    }

    private void settle(Runnable outcome) {
        vertx.cancelTimer(timer);
        outcome.run();
    }

    private Refusal tooLarge() {
        return Refusal.of(
                        413,
                        Codes.OUT_OF_BOUNDS,
                        "Request body is larger than " + bounds.bodyBytes()
                                + " bytes; send less, or raise limits.body_bytes")
                .closing();
    }

    private Refusal busy() {
        return Refusal.of(
                        503,
                        Codes.OVERLOADED,
                        "Too many request bytes in flight (" + bounds.inFlight().limit()
                                + " at most); try again, or raise limits.inflight_bytes")
                .retryAfter(Duration.ofSeconds(1))
                .closing();
    }
}
