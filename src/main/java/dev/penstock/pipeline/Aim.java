package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.attempt.RetryRules;
import dev.penstock.attempt.Target;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Decision.Kind;
import dev.penstock.call.Failure;
import dev.penstock.call.Refusal;
import dev.penstock.health.Fitness;
import dev.penstock.upstream.Answering;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One target of a call: equals, in the order in which they are to be tried. */
final class Aim implements Target {
    private final CallScope scope;
    private final List<Equal> equals;
    private final Terms terms;
    private Equal latest;
    /** What the latest try holds; null before the first. */
    private @Nullable Stake stake;
    /** Why the latest try cannot be made. */
    private @Nullable Refusal refusal;

    /** The one whose probe it has taken. */
    private @Nullable Equal probed;

    /**
     * How it is asked.
     *
     * @param timeout the target's own, until its answer begins
     * @param hedge after which time another one is asked beside it
     * @param pace hears how soon it answers; null where nobody wants to know
     */
    record Terms(
            RetryRules rules, Optional<Duration> timeout, Optional<Duration> hedge, HedgeBook.@Nullable Pace pace) {}

    /** @param equals the best first; at least one */
    Aim(CallScope scope, List<Equal> equals, Terms terms) {
        this.scope = scope;
        this.equals = equals;
        this.terms = terms;
        this.latest = equals.getFirst();
    }

    @Override
    public RetryRules rules() {
        return terms.rules();
    }

    @Override
    public Sent send(int attempt, boolean mayFollow) {
        if (stake == null && terms.pace() != null) {
            terms.pace().called();
        }
        Equal chosen = probing(choose());
        boolean isFirst = stake == null || isElsewhere(chosen);
        latest = chosen;
        latest.tried();
        if (equals.size() > 1) {
            scope.decisions.add(Kind.CHOSEN, name(), latest.name());
        }
        boolean last = !mayFollow && !hasElsewhere();
        int place = place(latest);
        Stake held = new Stake(latest.lanes(), latest.equals(probed));
        stake = held;
        scope.release(() -> over(held, attempt));
        Duration firstByte = firstByte(scope.steps.get(place), last);
        Try next = new Try(attempt, place, last);
        Answering call = refusal == null
                ? new StepTarget(scope, next, held, isFirst, firstByte).send()
                : new Unsendable(refusal);
        return new Sent(place, call, firstByte, terms.hedge());
    }

    /** Where an equal stands; where it cannot be made a request of, the first one stands for it. */
    private int place(Equal one) {
        try {
            refusal = null;
            return one.place(scope);
        } catch (CallRefused refused) {
            refusal = refused.refusal();
            return equals.getFirst().place(scope);
        }
    }

    @Override
    public void settled(Attempt attempt) {
        Stake held = stake;
        if (held != null && RowFold.isRead(attempt)) {
            held.over();
        } else if (held != null) {
            held.settled(attempt);
        }
        Optional<Failure> why = attempt.failure();
        boolean tellsPace = why.isEmpty() || (why.get() instanceof Failure.Cancelled && !scope.ended());
        if (terms.pace() != null && tellsPace) {
            // One that was cancelled because another was sooner would have taken longer still.
            terms.pace().answered(attempt.repliedNanos() - attempt.startedNanos());
        }
        why.ifPresent(failure -> {
            if (failure instanceof Failure.CredentialRejected || failure instanceof Failure.QuotaExhausted) {
                latest.ruledOut();
            }
            if (Settling.isFree(attempt)) {
                scope.account.release(attempt.index());
            }
        });
    }

    /** The call has ended, and with it what this try brought. */
    private void over(Stake held, int attempt) {
        if (scope.served != null && scope.served.index() == attempt) {
            scope.broke().ifPresent(held::broke);
        }
        held.over();
    }

    @Override
    public boolean hasElsewhere() {
        return equals.size() > 1 && equals.stream().anyMatch(one -> !one.isTried() && isOpen(one));
    }

    @Override
    public boolean isWell() {
        return isOpen(latest);
    }

    /** Another upstream that was not asked yet is as another target: what failed elsewhere is no burden on it. */
    @Override
    public boolean takesRetry() {
        Equal next = choose();
        return isElsewhere(next) || next.lanes().upstream().mayRetry();
    }

    private boolean isElsewhere(Equal one) {
        return !one.isTried() && one.lanes().upstream() != latest.lanes().upstream();
    }

    /** Whether any of it is well enough to be asked while there are other targets. */
    boolean isFit() {
        return !minds() || equals.stream().anyMatch(this::mayGo);
    }

    /** What it is, for whoever asks why. */
    String name() {
        return latest.target();
    }

    /** All of it, the best first. */
    List<Equal> equals() {
        return equals;
    }

    boolean isOf(String provider, String model) {
        return step().provider().equals(provider) && step().model().equals(model);
    }

    Step step() {
        return scope.steps.get(latest.place(scope));
    }

    private boolean mayGo(Equal one) {
        return switch (one.lanes().fitness(scope.seed())) {
            case FIT -> true;
            case WARMING, BENCHED -> false;
            case TRIAL -> {
                boolean isProbe = one.lanes().beginTrial();
                probed = isProbe ? one : probed;
                yield isProbe;
            }
        };
    }

    private boolean isOpen(Equal one) {
        return !one.isRuledOut() && (!minds() || one.lanes().fitness(scope.seed()) != Fitness.BENCHED);
    }

    private boolean minds() {
        return scope.gateway == null || scope.gateway.routing().health();
    }

    /** The best that was not tried; else the best that may be tried again. */
    private Equal choose() {
        if (equals.size() == 1) {
            return equals.getFirst();
        }
        if (probed != null && !probed.isTried()) {
            return probed;
        }
        Optional<Equal> fresh = first(one -> !one.isTried() && isOpen(one));
        return fresh.or(() -> stake == null ? Optional.of(equals.getFirst()) : Optional.empty())
                .or(() -> latest.isRuledOut() ? Optional.empty() : Optional.of(latest))
                .or(() -> first(one -> !one.isRuledOut()))
                .orElse(latest);
    }

    /** Takes the place of the one probe where it may be back; where another call was sooner, the next best is asked. */
    private Equal probing(Equal best) {
        boolean hasPlace = best.equals(probed) && !best.isTried();
        boolean isFree = equals.size() == 1 || !minds() || best.lanes().fitness(scope.seed()) != Fitness.TRIAL;
        if (hasPlace || isFree) {
            return best;
        }
        if (best.lanes().beginTrial()) {
            probed = best;
            return best;
        }
        return choose();
    }

    private Optional<Equal> first(Predicate<Equal> which) {
        return equals.stream().filter(which).findFirst();
    }

    /** The target's own, else what its caller set; the last of several tries is waited for as long as the gateway bears. */
    private Duration firstByte(Step step, boolean last) {
        Duration bound = scope.snapshot.bounds().firstByte();
        if (last && terms.rules().attempts() > 1) {
            return bound;
        }
        return terms.timeout()
                .or(step.options()::requestTimeout)
                .filter(own -> own.compareTo(bound) < 0)
                .orElse(bound);
    }

    /** How long and how often a step of it would be tried. */
    Forecast.Patience patience(Step step) {
        RetryRules rules = terms.rules();
        return new Forecast.Patience(firstByte(step, false), rules.attempts(), rules.delay(), rules.backoff());
    }

    void decided(Kind kind, String why) {
        scope.decisions.add(kind, name(), why);
    }
}
