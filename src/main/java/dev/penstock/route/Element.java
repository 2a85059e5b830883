package dev.penstock.route;

import dev.penstock.call.Routing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One node of a route. Where it leads is said by the ids of other elements, which all exist in a {@link RouteGraph}. */
sealed interface Element {
    String id();

    /** The elements it leads to. */
    List<Output> outputs();

    /** One way on, under the name it has in JSON. */
    record Output(String name, String elementId) {}

    /** Where every call begins. */
    record Start(String id, String next) implements Element {
        @Override
        public List<Output> outputs() {
            return List.of(new Output("next", next));
        }
    }

    /** Asks something of the call. */
    record Conditional(String id, Condition condition, String whenTrue, String whenFalse) implements Element {
        @Override
        public List<Output> outputs() {
            return List.of(new Output("true", whenTrue), new Output("false", whenFalse));
        }
    }

    /**
     * Chooses a branch by chance; the shares add up to 100.
     *
     * @param sticky calls with the same value there take the same branch
     */
    record Percentage(String id, List<Branch> branches, Optional<FieldPath> sticky) implements Element {
        public Percentage {
            branches = List.copyOf(branches);
        }

        @Override
        public List<Output> outputs() {
            return branches.stream()
                    .map(branch -> new Output(branch.name, branch.elementId))
                    .toList();
        }
    }

    /**
     * One branch of a percentage element.
     *
     * @param name as it is written in JSON: "10%"
     * @param share in percent
     */
    record Branch(String name, BigDecimal share, String elementId) {}

    /**
     * A quota for each distinct value of a field.
     *
     * @param limit requests, or US dollars
     * @param technique empty where none is written; then windows slide
     */
    record Rate(
            String id,
            LimitType type,
            FieldPath key,
            BigDecimal limit,
            Duration window,
            Optional<Technique> technique,
            String success,
            String fallback)
            implements Element {
        @Override
        public List<Output> outputs() {
            return List.of(new Output("success", success), new Output("fallback", fallback));
        }
    }

    /**
     * Calls a model.
     *
     * @param timeout until the answer begins; zero means no limit of its own
     * @param retries beyond the first attempt
     * @param key the alias of a stored provider key
     */
    record Model(
            String id,
            String provider,
            String model,
            Optional<String> key,
            Duration timeout,
            int retries,
            Optional<Hedging> hedging,
            String success,
            String fallback)
            implements Element {
        @Override
        public List<Output> outputs() {
            return List.of(new Output("success", success), new Output("fallback", fallback));
        }
    }

    /**
     * Calls one of several equals; Penstock's own.
     *
     * @param timeout of each until its answer begins; zero means no limit of its own
     * @param retries beyond the first attempt
     * @param affinity calls with the same value there go to the same target while it is well
     */
    record Balance(
            String id,
            Routing.Strategy strategy,
            List<Member> targets,
            Duration timeout,
            int retries,
            Optional<FieldPath> affinity,
            Optional<Hedging> hedging,
            String success,
            String fallback)
            implements Element {
        public Balance {
            targets = List.copyOf(targets);
        }

        @Override
        public List<Output> outputs() {
            return List.of(new Output("success", success), new Output("fallback", fallback));
        }
    }

    /** Answers with what the last model gave, or an error where none gave anything. */
    record End(String id) implements Element {
        @Override
        public List<Output> outputs() {
            return List.of();
        }
    }

    /** What a quota counts. */
    enum LimitType {
        COUNT,
        COST
    }

    /** How a window of time moves. */
    enum Technique {
        FIXED,
        SLIDING
    }
}
