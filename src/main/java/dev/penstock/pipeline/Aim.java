package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.attempt.RetryRules;
import dev.penstock.attempt.Target;
import dev.penstock.call.Decision.Kind;
import dev.penstock.call.Failure;
import dev.penstock.health.Fitness;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** One target of a call: equals, in the order in which they are to be tried, each in its place among the call's steps. */
final class Aim implements Target {
    private final CallScope scope;
    private final List<Integer> places;
    private final RetryRules rules;
    private final Optional<Duration> timeout;
    private final Optional<Duration> hedge;
    private final boolean hasOthers;
    private final Set<Integer> tried = new HashSet<>(2);
    /** Those whose key is not taken: never again. */
    private final Set<Integer> ruledOut = new HashSet<>(0);

    private int latest;
    /** The one whose probe it has taken. */
    private int probed = -1;

    private @Nullable Stake stake;

    /**
     * @param places the best first; at least one
     * @param timeout the target's own, until its answer begins
     * @param hedge after which time another is asked beside it
     * @param hasOthers whether the call has further targets
     */
    Aim(
            CallScope scope,
            List<Integer> places,
            RetryRules rules,
            Optional<Duration> timeout,
            Optional<Duration> hedge,
            boolean hasOthers) {
        this.scope = scope;
        this.places = places;
        this.rules = rules;
        this.timeout = timeout;
        this.hedge = hedge;
        this.hasOthers = hasOthers;
        this.latest = places.getFirst();
    }

    @Override
    public RetryRules rules() {
        return rules;
    }

    @Override
    public Sent send(int attempt, boolean mayFollow) {
        boolean isFirst = tried.isEmpty();
        latest = choose();
        tried.add(latest);
        boolean last = !mayFollow && !hasElsewhere();
        Step step = scope.steps.get(latest);
        Stake held = stake(step);
        stake = held;
        scope.release(() -> over(held, attempt));
        Duration firstByte = firstByte(step, last);
        StepTarget target = new StepTarget(scope, new Try(attempt, latest, last), held, isFirst);
        return new Sent(latest, target.send(), firstByte, hedge);
    }

    /** The call has ended, and with it what this try brought. */
    private void over(Stake held, int attempt) {
        if (scope.served != null && scope.served.index() == attempt) {
            scope.broke().ifPresent(held::broke);
        }
        held.over();
    }

    @Override
    public void settled(Attempt attempt) {
        Stake held = stake;
        if (held != null && !RowFold.isRead(attempt)) {
            held.settled(attempt);
        }
        attempt.failure().ifPresent(failure -> {
            if (failure instanceof Failure.CredentialRejected || failure instanceof Failure.QuotaExhausted) {
                ruledOut.add(attempt.step());
            }
            if (Settling.isFree(attempt)) {
                scope.account.release(attempt.index());
            }
        });
    }

    @Override
    public boolean hasElsewhere() {
        return places.stream().anyMatch(place -> !tried.contains(place) && isOpen(place));
    }

    @Override
    public boolean isWell() {
        return !ruledOut.contains(latest) && isOpen(latest);
    }

    @Override
    public boolean takesRetry() {
        return stake(scope.steps.get(choose())).mayRetry();
    }

    /** Whether any of it is well enough to be asked while there are other targets. */
    boolean isFit() {
        return !minds() || places.stream().anyMatch(this::mayGo);
    }

    /** What it is, for whoever asks why. */
    String name() {
        Step step = scope.steps.get(latest);
        return HeaderText.plain(step.provider() + (step.model().isEmpty() ? "" : "/" + step.model()));
    }

    private boolean mayGo(int place) {
        Stake held = stake(scope.steps.get(place));
        return switch (held.fitness(scope.seed())) {
            case FIT -> true;
            case WARMING, BENCHED -> false;
            case TRIAL -> {
                boolean isProbe = held.beginTrial();
                probed = isProbe ? place : probed;
                yield isProbe;
            }
        };
    }

    private boolean isOpen(int place) {
        return !ruledOut.contains(place)
                && (!minds() || stake(scope.steps.get(place)).fitness(scope.seed()) != Fitness.BENCHED);
    }

    private boolean minds() {
        return scope.gateway == null || scope.gateway.routing().health();
    }

    /** The best that was not tried; else the best that may be tried again. */
    private int choose() {
        if (probed >= 0 && !tried.contains(probed)) {
            return probed;
        }
        Optional<Integer> fresh = first(place -> !tried.contains(place) && isOpen(place));
        return fresh.or(() -> tried.isEmpty() ? Optional.of(places.getFirst()) : Optional.empty())
                .or(() -> ruledOut.contains(latest) ? Optional.empty() : Optional.of(latest))
                .or(() -> first(place -> !ruledOut.contains(place)))
                .orElse(latest);
    }

    private Optional<Integer> first(IntPredicate which) {
        return places.stream().filter(which::test).findFirst();
    }

    private Stake stake(Step step) {
        return Stake.of(scope, step, hasOthers || places.size() > 1 || rules.attempts() > 1);
    }

    /** What its caller set, else its route; the last of several tries is waited for as long as the gateway bears. */
    private Duration firstByte(Step step, boolean last) {
        Duration bound = scope.snapshot.bounds().firstByte();
        if (last && rules.attempts() > 1) {
            return bound;
        }
        return step.options()
                .requestTimeout()
                .or(() -> timeout)
                .filter(own -> own.compareTo(bound) < 0)
                .orElse(bound);
    }

    void decided(Kind kind, String why) {
        scope.decisions.add(kind, name(), why);
    }
}
