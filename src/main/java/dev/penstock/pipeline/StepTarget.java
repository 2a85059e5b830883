package dev.penstock.pipeline;

import dev.penstock.attempt.Walk;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.upstream.Outgoing;
import dev.penstock.upstream.UpstreamCall;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;

/**
 * A step as the walk sees it: past the limits, with its credential, on its way.
 *
 * @param index of the step in its call
 */
record StepTarget(CallScope scope, int index) implements Walk.Target {
    @Override
    public UpstreamCall send() {
        LimitBook book =
                scope.snapshot.limits(Objects.requireNonNull(scope.address).scope());
        Step step = step();
        if (!book.isEmpty()) {
            // Inside a future, so that a fault in there fails the attempt: nobody hears one thrown at a later attempt.
            Future<Step> admitted = Future.succeededFuture(book).compose(limits -> Admission.of(scope, limits, index));
            return scope.engine.upstream().send(admitted.compose(this::authorised));
        }
        return switch (step.key()) {
            case KeyChoice.Brought brought -> scope.engine.upstream().send(step.outgoing());
            case KeyChoice.Nothing nothing -> scope.engine.upstream().send(step.outgoing());
            case KeyChoice.Kept kept -> scope.engine.upstream().send(Authorising.of(scope.engine, step, kept));
        };
    }

    @Override
    public Duration firstByte() {
        Duration bound = scope.snapshot.bounds().firstByte();
        return step().options()
                .requestTimeout()
                .filter(own -> own.compareTo(bound) < 0)
                .orElse(bound);
    }

    private Future<Outgoing> authorised(Step step) {
        return switch (step.key()) {
            case KeyChoice.Brought brought -> Future.succeededFuture(step.outgoing());
            case KeyChoice.Nothing nothing -> Future.succeededFuture(step.outgoing());
            case KeyChoice.Kept kept -> Authorising.of(scope.engine, step, kept);
        };
    }

    private Step step() {
        return scope.steps.get(index);
    }
}
