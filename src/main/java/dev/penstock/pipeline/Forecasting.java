package dev.penstock.pipeline;

import dev.penstock.cache.Explanation;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Refusal;
import dev.penstock.pipeline.Forecast.Place;
import dev.penstock.pipeline.Forecast.Target;
import dev.penstock.pipeline.Forecast.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reckons what would become of a call that is rehearsed: target by target, as the call would ask, taking nothing. */
final class Forecasting {
    private final CallScope scope;
    private final Rehearsal rehearsal;

    Forecasting(CallScope scope, Rehearsal rehearsal) {
        this.scope = scope;
        this.rehearsal = rehearsal;
    }

    Future<Forecast> forecast() {
        if (!scope.engine.log().hasRoom()) {
            return Future.succeededFuture(refused(Door.noRoom()));
        }
        try {
            List<Planned> planned = rehearsal.targets(scope);
            // One after the other: counting tokens and reading kept answers are shared with calls.
            Future<List<Target>> reckoned = Future.succeededFuture(new ArrayList<>(planned.size()));
            for (Planned one : planned) {
                reckoned = reckoned.compose(so -> target(so.size(), one).map(next -> {
                    so.add(next);
                    return so;
                }));
            }
            return reckoned.map(targets -> {
                Verdict verdict = verdict(targets);
                return forecast(verdict, refusal(verdict, targets), targets);
            });
        } catch (CallRefused refused) {
            return Future.succeededFuture(refused(refused.refusal()));
        }
    }

    /** A step and where it stands. */
    record Planned(Step step, Place place, Forecast.Patience patience) {}

    private Forecast refused(Refusal refusal) {
        return forecast(Verdict.REFUSED, Optional.of(refusal), List.of());
    }

    private Forecast forecast(Verdict verdict, Optional<Refusal> refusal, List<Target> targets) {
        return new Forecast(
                rehearsal.address().surface(),
                scope.snapshot.revision(),
                scope.snapshot.prices().version(),
                verdict,
                refusal,
                rehearsal.passed(),
                scope.decisions.made(),
                targets);
    }

    private Future<Target> target(int index, Planned planned) {
        Step step = planned.step;
        if (planned.place.passedOver().isPresent()) {
            Worth rough = Worth.rough(scope, step);
            return Future.succeededFuture(target(index, planned, rough, Reckoned.NOTHING, Optional.empty()));
        }
        return worth(step)
                .compose(worth -> Rehearsal.cache(scope, step).map(cache -> {
                    boolean isKept = cache.outcome() == Explanation.Outcome.HIT;
                    Reckoned reckoned = Reckoned.of(scope, step, worth, isKept);
                    return target(index, planned, worth, reckoned, Optional.of(cache));
                }));
    }

    private Target target(int index, Planned planned, Worth worth, Reckoned reckoned, Optional<Explanation> cache) {
        Step step = planned.step;
        return new Target(
                index,
                planned.place,
                aim(step),
                planned.patience,
                new Forecast.Size(worth.size().inputTokens(), worth.size().outputTokens(), worth.costNano()),
                reckoned.limits(),
                reckoned.refusal().isEmpty(),
                reckoned.waits(),
                reckoned.refusal(),
                cache);
    }

    private static Forecast.Aim aim(Step step) {
        return new Forecast.Aim(
                step.provider(),
                step.model(),
                step.route().origin().toString(),
                step.route().dialect(),
                step.streams(),
                step.key().credential(),
                step.key().alias(),
                step.key() instanceof KeyChoice.Nothing
                        && step.seat().provider().needsKey());
    }

    /** Counted as tightly as a call's would be. */
    private Future<Worth> worth(Step step) {
        Worth rough = Worth.rough(scope, step);
        if (rough.size().inputTokens() == 0) {
            return Future.succeededFuture(rough);
        }
        Promise<Worth> counted = Promise.promise();
        scope.engine
                .estimating()
                .bound(
                        step.model(),
                        step.body(),
                        step.asked().parts(),
                        rough.size().inputTokens(),
                        input -> counted.complete(Worth.of(scope, step, input)));
        return counted.future();
    }

    /** What would be tried first says what happens; a target that limits refuse is followed by the next. */
    private static Verdict verdict(List<Target> targets) {
        for (Target target : targets) {
            if (!target.isTried()) {
                continue;
            }
            if (target.passes()) {
                return isKept(target) ? Verdict.CACHED : Verdict.SENT;
            }
            if (target.waits()) {
                return Verdict.WAITS;
            }
        }
        return Verdict.REFUSED;
    }

    private static boolean isKept(Target target) {
        return target.cache()
                .filter(cache -> cache.outcome() == Explanation.Outcome.HIT)
                .isPresent();
    }

    /** That of the last target, as a call that none takes hears it. */
    private static Optional<Refusal> refusal(Verdict verdict, List<Target> targets) {
        return verdict != Verdict.REFUSED
                ? Optional.empty()
                : targets.reversed().stream()
                        .flatMap(target -> target.refusal().stream())
                        .findFirst();
    }
}
