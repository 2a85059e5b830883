package dev.penstock.pipeline;

import dev.penstock.attempt.Walk;
import dev.penstock.cache.CacheWish;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.upstream.Answering;
import dev.penstock.upstream.Outgoing;
import dev.penstock.upstream.UpstreamCall;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A step as the walk sees it: answered from what is kept or under way, or past the limits, with its credential, on its way.
 *
 * @param index of the step in its call
 */
record StepTarget(CallScope scope, int index) implements Walk.Target {
    @Override
    public Answering send() {
        Step step = step();
        boolean resumes = step.streams() && step.options().resume().orElse(false);
        return switch (step.caching()) {
            case CacheWish.On on -> cached(step, on, resumes);
            case CacheWish.Off off -> {
                scope.cached.off(off.reason());
                if (off.explains()) {
                    scope.cached.explains();
                }
                yield resumes ? new CachedCall(scope, index, Optional.empty(), this::ask).begin() : ask();
            }
            case CacheWish.Malformed malformed -> throw new IllegalStateException("refused where steps are made");
        };
    }

    private Answering cached(Step step, CacheWish.On wish, boolean resumes) {
        Optional<String> obstacle = CacheUse.obstacle(
                step,
                Objects.requireNonNull(scope.gateway).caching(),
                wish.customKey().isPresent());
        obstacle.ifPresent(scope.cached::off);
        if (wish.explains()) {
            scope.cached.explains();
        }
        if (obstacle.isPresent() && !resumes) {
            return ask();
        }
        Optional<CacheWish.On> applies = obstacle.isPresent() ? Optional.empty() : Optional.of(wish);
        return new CachedCall(scope, index, applies, this::ask).begin();
    }

    /** Asks the provider. */
    private UpstreamCall ask() {
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
