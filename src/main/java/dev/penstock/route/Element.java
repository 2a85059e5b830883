package dev.penstock.route;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One node of a route. Where it leads is said by the ids of other elements, which all exist in a {@link RouteGraph}. */
public sealed interface Element {
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

    /** Chooses a branch by chance; the shares add up to 100. */
    record Percentage(String id, List<Branch> branches) implements Element {
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
     */
    record Model(
            String id, String provider, String model, Duration timeout, int retries, String success, String fallback)
            implements Element {
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
