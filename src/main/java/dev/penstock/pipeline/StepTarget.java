package dev.penstock.pipeline;

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
 * One try as it is sent: answered from what is kept or under way, or past the limits, with its credential, on its way.
 *
 * @param stake what it means for the health of where it goes
 * @param isFirst whether it is its target's first
 * @param firstByte how long its answer may take to begin
 */
record StepTarget(CallScope scope, Try tried, Stake stake, boolean isFirst, Duration firstByte) {

    Answering send() {
        Step step = step();
        boolean resumes = step.streams() && step.options().resume().orElse(false);
        return switch (step.caching()) {
            case CacheWish.On on -> cached(step, on, resumes);
            case CacheWish.Off off -> {
                scope.cached.off(off.reason());
                if (off.explains()) {
                    scope.cached.explains();
                }
                yield resumes ? new CachedCall(scope, tried, Optional.empty(), this::ask).begin() : ask();
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
        return new CachedCall(scope, tried, applies, this::ask).begin();
    }

    /**
     * Asks the provider. Where something else could be tried, an answer counts from its first content on; an error is read
     * in any case, since its status alone does not tell a throttle from an empty account.
     */
    private Answering ask() {
        stake.began(isFirst);
        return WindowedCall.of(scope, step(), sent(), !tried.last(), firstByte);
    }

    private UpstreamCall sent() {
        LimitBook book =
                scope.snapshot.limits(Objects.requireNonNull(scope.address).scope());
        Step step = step();
        boolean hasRoom = stake.tryEnter();
        boolean isFree = book.isEmpty() && scope.quotas.areEmpty();
        if (hasRoom && isFree) {
            return switch (step.key()) {
                case KeyChoice.Brought brought -> scope.engine.upstream().send(step.outgoing());
                case KeyChoice.Nothing nothing -> scope.engine.upstream().send(step.outgoing());
                case KeyChoice.Kept kept -> scope.engine.upstream().send(Authorising.of(scope.engine, step, kept));
            };
        }
        // Inside a future, so that a fault in there fails the attempt: nobody hears one thrown at a later attempt.
        Future<LimitBook> room = hasRoom
                ? Future.succeededFuture(book)
                : UpstreamRoom.of(scope, stake).map(book);
        Future<Step> admitted =
                room.compose(limits -> isFree ? Future.succeededFuture(step) : Admission.of(scope, limits, tried));
        return scope.engine.upstream().send(admitted.compose(this::authorised));
    }

    private Future<Outgoing> authorised(Step step) {
        return switch (step.key()) {
            case KeyChoice.Brought brought -> Future.succeededFuture(step.outgoing());
            case KeyChoice.Nothing nothing -> Future.succeededFuture(step.outgoing());
            case KeyChoice.Kept kept -> Authorising.of(scope.engine, step, kept);
        };
    }

    private Step step() {
        return scope.steps.get(tried.place());
    }
}
