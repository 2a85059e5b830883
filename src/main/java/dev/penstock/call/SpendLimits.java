package dev.penstock.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Budgets of a gateway. */
public record SpendLimits(boolean enabled, List<Rule> rules) {
    public SpendLimits {
        rules = List.copyOf(rules);
    }

    /**
     * One budget.
     *
     * @param metadata by metadata key
     */
    public record Rule(
            String id,
            boolean enabled,
            NanoUsd limit,
            Duration window,
            GatewaySettings.Technique technique,
            Optional<Dimension> model,
            Optional<Dimension> provider,
            Map<String, Dimension> metadata) {
        public Rule {
            metadata = Map.copyOf(metadata);
        }
    }

    /** How a rule treats one property of a call. */
    public sealed interface Dimension {
        /** One budget for each distinct value. */
        record Partition() implements Dimension {}

        /** The rule applies to these values only. */
        record Filter(List<String> values) implements Dimension {
            public Filter {
                values = List.copyOf(values);
            }
        }
    }
}
