package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.attempt.Walk;
import dev.penstock.attempt.Way;
import dev.penstock.cache.Explanation;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Outcome;
import dev.penstock.call.Refusal;
import dev.penstock.identity.Admitted;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a call, start to end. Each line of {@link #carry} is a door to one package; what a line decides is decided
 * there, over the one snapshot the call began with.
 */
public final class CallPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(CallPipeline.class);

    private final Engine engine;
    private final Supplier<Snapshot> snapshot;
    private final OpenCalls open;
    private final ModelList models = new ModelList();

    public CallPipeline(Engine engine, Supplier<Snapshot> snapshot) {
        this.engine = engine;
        this.snapshot = snapshot;
        this.open = new OpenCalls();
    }

    public void carry(Client client) {
        CallScope scope = open.begin(new CallScope(engine, snapshot.get(), client));
        Future.succeededFuture(scope)
                .map(Door::admit) //                                    identity: who is calling, which gateway
                .compose(admitted -> delivered(scope, admitted)) //     the answer
                .onSuccess(end -> scope.end(end.outcome(), end.failure())) // record, meter: the row, then the last byte
                .onFailure(cause -> failed(scope, cause));
    }

    private Future<Delivery.End> delivered(CallScope scope, Admitted admitted) {
        Address address = Objects.requireNonNull(scope.address);
        if (ModelList.isAsked(address)) {
            return models.give(scope, address); //                   what could be asked, rather than an answer
        }
        Optional<String> run = address.run();
        return run.isPresent()
                ? Resuming.of(scope, admitted, run.get()) //            stream: one that its client has lost
                : whole(scope, admitted) //                             http: the request, whole and within bounds
                        .compose(way -> answered(scope, way)) //        cache, attempt, upstream: the first that answers
                        .compose(attempt -> Delivery.of(scope, attempt)); // stream, dialect: the answer as it passes
    }

    /** Ends what has not ended by itself: each client hears a proper error, or sees that its stream is not whole. */
    public void stopAll() {
        engine.ledger().room().stop();
        open.stopAll();
    }

    /** What the cache would make of a call, which is not made. Fails with CallRefused where it would be refused. */
    public Future<Explanation> explained(Described call) {
        return Rehearsal.cache(engine, snapshot.get(), call);
    }

    /** What would become of a call, which is not made. */
    public Future<Forecast> forecast(Described call) {
        return Rehearsal.forecast(engine, snapshot.get(), call);
    }

    public int openCalls() {
        return open.size();
    }

    private static Future<Way> whole(CallScope scope, Admitted admitted) {
        Future<Buffer> body = scope.client.body();
        return body.map(bytes -> Ways.of(scope, admitted, bytes));
    }

    private static Future<Attempt> answered(CallScope scope, Way way) {
        if (scope.ended()) {
            return Future.failedFuture("client gone");
        }
        Engine engine = scope.engine;
        long deadline = scope.client.arrivedNanos()
                + scope.snapshot.bounds().patience().total().toNanos();
        Walk walk = new Walk(engine.vertx(), engine.nanos(), new Chance(scope.seed()), way, deadline);
        scope.walk = walk;
        return walk.run();
    }

    private static void failed(CallScope scope, Throwable cause) {
        if (scope.ended()) {
            return;
        }
        if (cause instanceof CallRefused refused) {
            scope.refuse(refused.refusal(), Outcome.REFUSED, Optional.empty());
            return;
        }
        LOG.error("Call {} failed inside the gateway", scope.id, withoutWords(cause));
        if (scope.interrupt != null) {
            scope.interrupt.run();
            return;
        }
        scope.refuse(
                Refusal.of(500, Codes.OVERLOADED, "The gateway failed; the log names call " + scope.id),
                Outcome.FAILED,
                Optional.empty());
    }

    /** Where it happened, without the message: messages of exceptions quote what they choked on. */
    private static Throwable withoutWords(Throwable cause) {
        Throwable shown = new IllegalStateException(cause.getClass().getName());
        shown.setStackTrace(cause.getStackTrace());
        return shown;
    }
}
