package dev.penstock.route;

import dev.penstock.call.LimitRule;
import dev.penstock.route.Element.Branch;
import dev.penstock.route.Fork.Way;
import dev.penstock.route.Passed.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One call on its way through a route. Decides what can be decided without acting. */
record Passage(DynamicRoute route, RouteFacts facts, long seed) {
    /** The leg that begins at an element. No way leads back, so each element is passed once at most. */
    Leg from(String id, List<Passed> before) {
        List<Passed> passed = new ArrayList<>(before);
        Element element = route.element(id);
        while (true) {
            switch (element) {
                case Element.Start start -> element = next(start, passed);
                case Element.Conditional conditional -> element = next(conditional, passed);
                case Element.Percentage percentage -> element = next(percentage, passed);
                case Element.Rate rate -> {
                    if (FieldValues.text(rate.key(), facts).isPresent()) {
                        return take(rate, passed);
                    }
                    element = on(passed, rate, Kind.RATE, "the call lacks " + rate.key(), rate.success());
                }
                case Element.Model model -> {
                    return ask(model, Kind.MODEL, model.success(), model.fallback(), passed);
                }
                case Element.Balance balance -> {
                    return ask(balance, Kind.BALANCE, balance.success(), balance.fallback(), passed);
                }
                case Element.End end -> {
                    passed.add(new Passed(end.id(), Kind.END, "the end"));
                    return new Leg.Done(passed, end.id());
                }
            }
        }
    }

    private Element next(Element.Start start, List<Passed> passed) {
        return on(passed, start, Kind.START, "route '" + route.name() + "' begins", start.next());
    }

    private Element next(Element.Conditional conditional, List<Passed> passed) {
        boolean holds = Conditions.holds(conditional.condition(), facts);
        String because = holds ? "the condition holds" : "the condition does not hold";
        return on(
                passed,
                conditional,
                Kind.CONDITIONAL,
                because,
                holds ? conditional.whenTrue() : conditional.whenFalse());
    }

    private Element next(Element.Percentage percentage, List<Passed> passed) {
        Optional<String> together = percentage.sticky().flatMap(field -> FieldValues.text(field, facts));
        long draw = together.map(value -> Chance.shared(route.name(), percentage.id(), value))
                .orElseGet(() -> Chance.drawn(seed, percentage.id()));
        Branch branch = branch(percentage.branches(), draw);
        String by = together.isPresent()
                ? "by " + percentage.sticky().map(FieldPath::toString).orElse("")
                : "by chance";
        return on(passed, percentage, Kind.PERCENTAGE, "branch " + branch.name() + " " + by, branch.elementId());
    }

    /** The shares add up to 100, so that the last branch takes what the others leave. */
    private static Branch branch(List<Branch> branches, long draw) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Branch branch : branches) {
            sum = sum.add(branch.share());
            if (Chance.isBelow(draw, sum)) {
                return branch;
            }
        }
        return branches.getLast();
    }

    private Leg take(Element.Rate rate, List<Passed> passed) {
        LimitRule quota = route.quota(rate);
        Fork fork = new Fork(
                this,
                rate.id(),
                Kind.RATE,
                new Way("the quota has room", rate.success()),
                new Way("the quota is used up", rate.fallback()));
        return new Leg.Take(passed, rate.id(), quota, fork);
    }

    private Leg ask(Element element, Kind kind, String success, String fallback, List<Passed> passed) {
        Fork fork = new Fork(this, element.id(), kind, new Way("answered", success), new Way("no answer", fallback));
        return new Leg.Ask(passed, element.id(), pool(element), fork);
    }

    private Pool pool(Element element) {
        Pool pool = route.pool(element.id());
        if (!(element instanceof Element.Balance balance)) {
            return pool;
        }
        Optional<String> together = balance.affinity().flatMap(field -> FieldValues.text(field, facts));
        return together.map(value -> pool.with(OptionalLong.of(Chance.shared(route.name(), balance.id(), value))))
                .orElse(pool);
    }

    private Element on(List<Passed> passed, Element from, Kind kind, String because, String to) {
        passed.add(new Passed(from.id(), kind, because + "; on to '" + to + "'"));
        return route.element(to);
    }
}
