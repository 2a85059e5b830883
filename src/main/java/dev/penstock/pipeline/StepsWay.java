package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.attempt.Target;
import dev.penstock.attempt.Way;
import dev.penstock.call.Decision.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way of a plain call, and of a universal one: its steps in order, those that are not well passed over. */
final class StepsWay implements Way {
    private final CallScope scope;
    private final List<Aim> aims;
    /** Whether others are asked behind all of these; then nobody must be asked who is not well. */
    private final boolean hasMore;
    /** Made with the first: nearly no call has one. */
    private List<Aim> passedOver = List.of();

    private int next;
    private Aim latest;

    private StepsWay(CallScope scope, List<Aim> aims, boolean hasMore) {
        this.scope = scope;
        this.aims = aims;
        this.hasMore = hasMore;
        this.latest = aims.getFirst();
    }

    static StepsWay of(CallScope scope) {
        int targets = scope.steps.size();
        List<Aim> aims = new ArrayList<>(targets);
        for (int i = 0; i < targets; i++) {
            aims.add(Aims.of(scope, i, targets > 1));
        }
        return new StepsWay(scope, aims, false);
    }

    /**
     * Over some of a call's steps, which has other targets beside them.
     *
     * @param to the place behind the last one
     */
    static StepsWay among(CallScope scope, int from, int to, boolean hasMore) {
        List<Aim> aims = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            aims.add(Aims.of(scope, i, true));
        }
        return new StepsWay(scope, aims, hasMore);
    }

    @Override
    public Target first() {
        return further().orElseThrow();
    }

    @Override
    public boolean mayFallBack() {
        return next < aims.size() || (!passedOver.isEmpty() && !hasMore);
    }

    @Override
    public Optional<Target> fallBack() {
        return further().map(aim -> aim);
    }

    /** The last one is asked however it is; those passed over only as far as their upstreams bear further tries. */
    private Optional<Aim> further() {
        while (next < aims.size()) {
            Aim aim = aims.get(next++);
            boolean isOnly = next == aims.size() && isFirstAsked() && !hasMore;
            if (isOnly || aim.isFit()) {
                latest = aim;
                return Optional.of(aim);
            }
            aim.decided(Kind.SKIPPED, "it is not well");
            passedOver = passedOver.isEmpty() ? new ArrayList<>(aims.size()) : passedOver;
            passedOver.add(aim);
        }
        if (passedOver.isEmpty() || hasMore || !passedOver.getFirst().takesRetry()) {
            return Optional.empty();
        }
        Aim aim = passedOver.removeFirst();
        latest = aim;
        return Optional.of(aim);
    }

    private boolean isFirstAsked() {
        return passedOver.size() == aims.size() - 1;
    }

    @Override
    public Optional<Target> goOn() {
        return Optional.empty();
    }

    @Override
    public Optional<Target> hedge() {
        return Optional.empty();
    }

    @Override
    public void told(Attempt attempt, Next then, Duration after) {
        Told.of(scope, latest, attempt, then, after);
    }
}
