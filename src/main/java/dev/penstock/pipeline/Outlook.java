package dev.penstock.pipeline;

import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.route.Leg;
import dev.penstock.route.Passed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Where a call would go if every target failed: all that could be tried, in order, and why. Sends nothing. */
final class Outlook {
    private final CallScope scope;
    private final List<Forecast.Passed> passed = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    /** One that could be asked, and why it is not. */
    private record Line(Aim aim, Equal equal, Optional<String> element, Optional<String> passedOver) {}

    private Outlook(CallScope scope) {
        this.scope = scope;
    }

    static Outlook of(CallScope scope, Address address, Wish wish) {
        Outlook outlook = new Outlook(scope);
        List<Asking> asked = Planner.plan(scope, address, wish);
        scope.steps = Ways.steps(asked);
        int place = 0;
        for (Asking one : asked) {
            switch (one) {
                case Asking.Plain plain -> outlook.add(Aims.of(scope, place++, asked.size() > 1), Optional.empty());
                case Asking.Routed routed -> outlook.follow(routed);
            }
        }
        return outlook;
    }

    /** The elements of a route, in the order in which it would pass them. */
    List<Forecast.Passed> passed() {
        return passed;
    }

    List<Forecasting.Planned> targets() {
        boolean isAnyWell = lines.stream().anyMatch(line -> line.passedOver.isEmpty());
        List<Forecasting.Planned> planned = new ArrayList<>(lines.size());
        for (Line line : lines) {
            // The last one is asked however it is: somebody must be.
            boolean isAsked = !isAnyWell && planned.size() == lines.size() - 1;
            String why = planned.isEmpty() ? "the call asks for it" : "where those before it do not answer";
            Step step = scope.steps.get(line.equal.place(scope));
            planned.add(new Forecasting.Planned(
                    step,
                    new Forecast.Place(line.element, why, isAsked ? Optional.empty() : line.passedOver),
                    line.aim.patience(step)));
        }
        return planned;
    }

    private void follow(Asking.Routed routed) {
        scope.route = routed.route();
        scope.quotas.leave();
        RouteAims aims = new RouteAims(scope, routed);
        Leg leg = routed.route().start(aims.facts(), scope.seed());
        while (true) {
            leg.passed().forEach(this::note);
            switch (leg) {
                case Leg.Done done -> {
                    return;
                }
                case Leg.Take take -> {
                    boolean isLeft = aims.isLeft(take);
                    passed.add(new Forecast.Passed(
                            take.element(),
                            "rate",
                            isLeft ? "success" : "fallback",
                            isLeft ? "its quota has some left" : "its quota has nothing left"));
                    leg = isLeft ? take.left() : take.exhausted();
                }
                case Leg.Ask ask -> {
                    aims.of(ask).ifPresent(aim -> add(aim, Optional.of(ask.element())));
                    leg = ask.fallback();
                }
            }
        }
    }

    private void note(Passed one) {
        String kind = one.kind().name().toLowerCase(Locale.ROOT);
        passed.add(new Forecast.Passed(one.element(), kind, one.decided(), ""));
    }

    private void add(Aim aim, Optional<String> element) {
        aim.equals().forEach(equal -> lines.add(new Line(aim, equal, element, unwell(equal))));
    }

    private Optional<String> unwell(Equal equal) {
        if (!Objects.requireNonNull(scope.gateway).routing().health()) {
            return Optional.empty();
        }
        return switch (equal.lanes().fitness(scope.seed())) {
            case FIT, TRIAL -> Optional.empty();
            case WARMING -> Optional.of("it has just come back and takes only some of the calls");
            case BENCHED -> Optional.of("it has failed lately and is left alone for a while");
        };
    }
}
