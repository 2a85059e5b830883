package dev.penstock.config;

import dev.penstock.call.GatewaySettings.Technique;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.SpendLimits;
import dev.penstock.call.SpendLimits.Dimension;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys under "spend_limits" of a gateway. */
final class SpendKeys {
    private static final int NANO_DIGITS = 9;

    private static final Key<Mode> MODE = Key.required(
            "mode",
            Kinds.oneOf(Mode.class),
            "Partition: one budget for each value. Filter: only the values given below.");
    private static final Key<List<String>> VALUES = Key.of(
            "values", ListKind.of(Kinds.text(1, 256), 100), List.of(), "The values a filter lets the rule apply to.");
    private static final SectionKind<Dimension> DIMENSION =
            new SectionKind<>(List.of(MODE, VALUES), SpendKeys::dimension);

    private static final Key<Optional<String>> ID =
            Key.optional("id", Kinds.text(1, 64), "made from the rule", "The rule's name, which its counters keep.");
    private static final Key<Boolean> RULE_ENABLED =
            Key.of("enabled", Kinds.flag(), true, "Whether this rule is applied.");
    private static final Key<BigDecimal> LIMIT =
            Key.required("limit", Kinds.dollars("US dollars"), "How much may be spent in one window.");
    private static final Key<LimitType> LIMIT_TYPE =
            Key.of("limitType", Kinds.oneOf(LimitType.class), LimitType.COST, "What is counted.");
    private static final Key<Integer> WINDOW =
            Key.required("window", Kinds.whole(0, Integer.MAX_VALUE), "Seconds the window lasts.");
    private static final Key<Technique> TECHNIQUE = Key.of(
            "technique", Kinds.oneOf(Technique.class), Technique.SLIDING, "Windows aligned to the clock, or trailing.");
    private static final Key<Optional<Dimension>> MODEL =
            Key.optional("model", DIMENSION, "every model together", "How models are told apart.");
    private static final Key<Optional<Dimension>> PROVIDER =
            Key.optional("provider", DIMENSION, "every provider together", "How providers are told apart.");
    private static final Key<Map<String, Dimension>> METADATA = Key.of(
            "metadata",
            new MapKind<>("metadata key", DIMENSION, 5, ignored -> List.of()),
            Map.of(),
            "How values of cf-aig-metadata are told apart, by its key.");

    private static final Key<Boolean> ENABLED = Key.of("enabled", Kinds.flag(), false, "Whether any rule is applied.");
    private static final Key<List<SpendLimits.Rule>> RULES = Key.of(
            "rules",
            ListKind.of(
                    new SectionKind<>(
                            List.of(ID, RULE_ENABLED, LIMIT, LIMIT_TYPE, WINDOW, TECHNIQUE, MODEL, PROVIDER, METADATA),
                            SpendKeys::rule),
                    20),
            List.of(),
            "At most 20 budgets.");

    static final SectionKind<SpendLimits> SECTION = new SectionKind<>(
            List.of(ENABLED, RULES), fields -> new SpendLimits(fields.get(ENABLED), fields.get(RULES)));

    private SpendKeys() {}

    private enum Mode {
        PARTITION,
        FILTER
    }

    private enum LimitType {
        COST
    }

    private static Dimension dimension(Fields fields) {
        return switch (fields.get(MODE)) {
            case PARTITION -> new Dimension.Partition();
            case FILTER -> {
                if (fields.get(VALUES).isEmpty()) {
                    fields.refuse(VALUES, "is empty; a filter must name at least one value");
                }
                yield new Dimension.Filter(fields.get(VALUES));
            }
        };
    }

    private static SpendLimits.Rule rule(Fields fields) {
        SpendLimits.Rule rule = new SpendLimits.Rule(
                fields.get(ID).orElse(""),
                fields.get(RULE_ENABLED),
                new NanoUsd(fields.get(LIMIT).movePointRight(NANO_DIGITS).longValueExact()),
                Duration.ofSeconds(fields.get(WINDOW)),
                fields.get(TECHNIQUE),
                fields.get(MODEL),
                fields.get(PROVIDER),
                fields.get(METADATA));
        return rule.id().isEmpty() ? named(rule) : rule;
    }

    /** Eight digits made from the rule itself, so that the same rule keeps its counters over a restart. */
    private static SpendLimits.Rule named(SpendLimits.Rule rule) {
        String id = String.format(
                "%08x",
                List.of(
                                rule.limit().amount(),
                                rule.window(),
                                rule.technique().name(),
                                rule.model().toString(),
                                rule.provider().toString(),
                                new TreeMap<>(rule.metadata()).toString())
                        .hashCode());
        return new SpendLimits.Rule(
                id,
                rule.enabled(),
                rule.limit(),
                rule.window(),
                rule.technique(),
                rule.model(),
                rule.provider(),
                rule.metadata());
    }
}
