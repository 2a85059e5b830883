package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.attempt.Target;
import dev.penstock.attempt.Way;
import dev.penstock.call.Codes;
import dev.penstock.call.Decision.Kind;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Refusal;
import dev.penstock.route.DynamicRoute;
import dev.penstock.route.Leg;
import dev.penstock.route.Passed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way of a call through a dynamic route: leg by leg, each from what became of the one before. */
final class RouteWay implements Way {
    private final CallScope scope;
    private final RouteAims aims;
    private final Deque<Stop> passedOver = new ArrayDeque<>(0);
    private final List<Leg.Take> taken = new ArrayList<>(0);
    private @Nullable Stop latest;
    /** Where it goes on from, should the latest fail. */
    private @Nullable Leg next;

    private boolean hasAsked;

    /** An element of the route that asks, as a target. */
    private record Stop(Leg.Ask ask, Aim aim) {}

    private RouteWay(CallScope scope, RouteAims aims) {
        this.scope = scope;
        this.aims = aims;
    }

    /** Goes to the first model; fails with CallRefused where the route comes to its end without one that could be asked. */
    static RouteWay of(CallScope scope, DynamicRoute route, RouteAims aims) {
        RouteWay way = new RouteWay(scope, aims);
        scope.decisions.add(Kind.ROUTE, "dynamic/" + HeaderText.plain(route.name()), "is called");
        if (way.reach(route.start(aims.facts(), scope.seed())).isEmpty()) {
            throw aims.refusal().orElseGet(() -> nothing(route)).thrown();
        }
        return way;
    }

    @Override
    public Target first() {
        hasAsked = true;
        return latest().aim();
    }

    @Override
    public boolean mayFallBack() {
        boolean isTurnedDown = scope.quotas.hasTurnedDown()
                && taken.stream().anyMatch(take -> take.exhausted().mayAsk());
        return Objects.requireNonNull(next).mayAsk() || isTurnedDown || !passedOver.isEmpty();
    }

    @Override
    public Optional<Target> fallBack() {
        LimitRule full = scope.quotas.takeTurnedDown();
        Leg from = Objects.requireNonNull(next);
        for (Leg.Take take : taken) {
            if (take.quota().equals(full)) {
                scope.decisions.add(Kind.BRANCH, take.element(), "its quota has nothing left after all");
                from = take.exhausted();
            }
        }
        return reach(from).map(aim -> aim);
    }

    /** An answer is the last word where its success leads to the end. */
    @Override
    public Optional<Target> goOn() {
        passedOver.clear();
        return reach(latest().ask().success()).map(aim -> aim);
    }

    @Override
    public Optional<Target> hedge() {
        return aims.hedge(latest().ask(), latest().aim()).map(aim -> aim);
    }

    @Override
    public void told(Attempt attempt, Next then, Duration after) {
        Told.of(scope, latest().aim(), attempt, then, after);
    }

    private Stop latest() {
        return Objects.requireNonNull(latest);
    }

    /** Goes on to the next model that can be asked. */
    private Optional<Aim> reach(Leg from) {
        Leg leg = from;
        while (true) {
            leg.passed().forEach(this::note);
            next = leg;
            switch (leg) {
                case Leg.Done done -> {
                    return passedOver();
                }
                case Leg.Take take -> leg = isLeft(take) ? take.left() : take.exhausted();
                case Leg.Ask ask -> {
                    Optional<Aim> aim = aims.of(ask);
                    leg = ask.fallback();
                    if (aim.isPresent() && (aim.get().isFit() || isOnly(leg))) {
                        latest = new Stop(ask, aim.get());
                        next = leg;
                        return aim;
                    }
                    aim.ifPresent(unwell -> passOver(new Stop(ask, unwell)));
                }
            }
        }
    }

    /** The last one there is, is asked however it is. */
    private boolean isOnly(Leg behind) {
        return !hasAsked && passedOver.isEmpty() && !behind.mayAsk();
    }

    private void passOver(Stop stop) {
        stop.aim().decided(Kind.SKIPPED, "it is not well");
        passedOver.add(stop);
    }

    /** Those that were not well, in the end: the first where nothing was asked, further ones as far as their upstreams bear. */
    private Optional<Aim> passedOver() {
        Stop stop = passedOver.poll();
        if (stop == null || (hasAsked && !stop.aim().takesRetry())) {
            return Optional.empty();
        }
        latest = stop;
        return Optional.of(stop.aim());
    }

    private boolean isLeft(Leg.Take take) {
        boolean isLeft = aims.isLeft(take);
        scope.decisions.add(
                Kind.BRANCH, take.element(), isLeft ? "its quota has some left" : "its quota has nothing left");
        if (isLeft) {
            taken.add(take);
        }
        return isLeft;
    }

    private void note(Passed passed) {
        switch (passed.kind()) {
            case START, END -> {}
            case CONDITIONAL, PERCENTAGE -> scope.decisions.add(Kind.BRANCH, passed.element(), passed.decided());
            case RATE, MODEL, BALANCE -> scope.decisions.add(Kind.ROUTE, passed.element(), passed.decided());
        }
    }

    private static Refusal nothing(DynamicRoute route) {
        return Refusal.of(
                429,
                Codes.RATE_LIMITED,
                "Route '" + HeaderText.plain(route.name())
                        + "' came to its end without asking a model: its quotas have nothing left");
    }
}
