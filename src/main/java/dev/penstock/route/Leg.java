package dev.penstock.route;

import dev.penstock.call.LimitRule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a route wants next, up to the place where it must hear what came of it. Worked out when it is asked for and never
 * before; the same route, facts and seed always give the same legs.
 */
public sealed interface Leg {
    /** The elements gone through since the leg before, in their order, with what was decided at each. */
    List<Passed> passed();

    /** The element at which this leg ends. */
    String element();

    /** Who would be asked next if every quota on the way had room; nobody where the route ends before. */
    default Optional<Ask> nextAsk() {
        Leg leg = this;
        while (leg instanceof Take take) {
            leg = take.left();
        }
        return leg instanceof Ask ask ? Optional.of(ask) : Optional.empty();
    }

    /** Whether a model could still be asked, whatever the quotas on the way say. Looks at each element once. */
    default boolean mayAsk() {
        Deque<Leg> open = new ArrayDeque<>(List.of(this));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            switch (open.pop()) {
                case Ask ask -> {
                    return true;
                }
                case Take take -> {
                    if (seen.add(take.element())) {
                        open.push(take.exhausted());
                        open.push(take.left());
                    }
                }
                case Done done -> {}
            }
        }
        return false;
    }

    /** Ask a model. */
    record Ask(List<Passed> passed, String element, Pool pool, Fork fork) implements Leg {
        public Ask {
            passed = List.copyOf(passed);
        }

        /** What follows once an answer began; another model that is asked then has the last word if it answers. */
        public Leg success() {
            return fork.first();
        }

        /** What follows where none could be had. */
        public Leg fallback() {
            return fork.second();
        }
    }

    /** Take one from a quota. */
    record Take(List<Passed> passed, String element, LimitRule quota, Fork fork) implements Leg {
        public Take {
            passed = List.copyOf(passed);
        }

        /** What follows where something was left. */
        public Leg left() {
            return fork.first();
        }

        /** What follows where nothing was. */
        public Leg exhausted() {
            return fork.second();
        }
    }

    /** Answer with what the last model gave, or say that none gave anything. */
    record Done(List<Passed> passed, String element) implements Leg {
        public Done {
            passed = List.copyOf(passed);
        }
    }
}
