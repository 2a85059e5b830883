package dev.penstock.policy.rules;

import dev.penstock.call.NanoUsd;
import dev.penstock.json.JsonTree;
import dev.penstock.policy.rules.cel.CelCondition;
import dev.penstock.policy.rules.cel.CelMalformed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one policy; everything that is wrong with it is told at once. */
public final class PolicyReader {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ID = 256;
    private static final int MOST_IDS = 100;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000);

    private final List<Mistake> mistakes = new ArrayList<>();

    private PolicyReader() {}

    /** What reading comes to. */
    public sealed interface Outcome {}

    /** A policy that may be used. */
    public record Read(Policy policy) implements Outcome {}

    /** All that is wrong with it. */
    public record Refused(List<Mistake> mistakes) implements Outcome {
        public Refused {
            mistakes = List.copyOf(mistakes);
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param path where: {@code ["action","amount"]}
     */
    public record Mistake(String message, List<String> path) {
        public Mistake {
            path = List.copyOf(path);
        }
    }

    public static Outcome read(JsonTree tree) {
        PolicyReader reader = new PolicyReader();
        String name = reader.name(tree.at("name"));
        ActorTemplate actor = reader.actor(tree.at("actor"));
        Resource resource = reader.resource(tree.at("resource"));
        CelCondition condition = reader.condition(tree.at("condition"));
        Action action = reader.action(tree.at("action"));
        return actor == null || condition == null || !reader.mistakes.isEmpty()
                ? new Refused(reader.mistakes)
                : new Read(new Policy(name, actor, resource, condition, action));
    }

    private String name(JsonTree tree) {
        Optional<String> name = tree.text().filter(text -> !text.isBlank() && text.length() <= LONGEST_NAME);
        if (name.isEmpty()) {
            wrong("'name' must be a text of 1 to " + LONGEST_NAME + " characters", "name");
        }
        return name.orElse("");
    }

    private @Nullable ActorTemplate actor(JsonTree tree) {
        return switch (ActorTemplate.read(tree.text().orElse(""))) {
            case ActorTemplate.Read read -> read.template();
            case ActorTemplate.Refused refused -> {
                wrong(refused.why(), "actor");
                yield null;
            }
        };
    }

    private Resource resource(JsonTree tree) {
        if (tree.text().orElse("").equals("*")) {
            return Resource.EVERYTHING;
        }
        boolean isKnown = tree.isObject()
                && !tree.names().isEmpty()
                && Set.of("model", "provider").containsAll(tree.names());
        if (!isKnown) {
            wrong("'resource' must be \"*\", or an object with 'model', 'provider' or both", "resource");
            return Resource.EVERYTHING;
        }
        List<String> models = ids(tree.at("model"), "model");
        models.stream()
                .filter(model -> model.indexOf('/') <= 0)
                .findFirst()
                .ifPresent(model -> wrong(
                        "'" + model + "' must be written as provider/model, such as openai/gpt-4o or openai/*",
                        "resource",
                        "model"));
        List<String> providers = ids(tree.at("provider"), "provider");
        if (providers.stream().anyMatch(provider -> provider.contains("*"))) {
            wrong("A provider is named by its slug; there is no wildcard for providers", "resource", "provider");
        }
        return new Resource(models, providers);
    }

    private List<String> ids(JsonTree tree, String name) {
        if (tree.isMissing()) {
            return List.of();
        }
        List<JsonTree> items = tree.isArray() ? tree.items() : List.of(tree);
        List<String> ids = items.stream()
                .flatMap(item -> item.text().stream())
                .filter(text -> !text.isBlank() && text.length() <= LONGEST_ID)
                .toList();
        if (ids.isEmpty() || ids.size() < items.size() || ids.size() > MOST_IDS) {
            wrong("'" + name + "' must be a text, or a list of 1 to " + MOST_IDS + " texts", "resource", name);
        }
        return ids;
    }

    private @Nullable CelCondition condition(JsonTree tree) {
        Optional<String> text = tree.text();
        if (text.isEmpty()) {
            wrong("'condition' must be a CEL expression as text; \"true\" always holds", "condition");
            return null;
        }
        try {
            return CelCondition.parse(text.get(), Identity.NAMES);
        } catch (CelMalformed malformed) {
            wrong("'condition' is no valid CEL: " + malformed.what(), "condition");
            return null;
        }
    }

    private Action action(JsonTree tree) {
        Set<String> known = switch (tree.at("type").text().orElse("")) {
            case "no-limit" -> Set.of("type");
            case "block" -> Set.of("type", "except");
            case "limit" -> Set.of("type", "amount", "period", "technique");
            default -> Set.of();
        };
        if (known.isEmpty()) {
            wrong("'type' must be no-limit, block or limit", "action", "type");
            return new Action.NoLimit();
        }
        tree.names().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> wrong("This type of action has no '" + name + "'", "action", name));
        if (known.contains("except")) {
            JsonTree except = tree.at("except");
            if (!except.isMissing() && except.flag().isEmpty()) {
                wrong("'except' must be true or false", "action", "except");
            }
            return new Action.Block(except.isTrue());
        }
        return known.contains("amount") ? limit(tree) : new Action.NoLimit();
    }

    private Action limit(JsonTree tree) {
        Optional<BigDecimal> amount = tree.at("amount")
                .decimal()
                .filter(number -> number.signum() > 0 && number.compareTo(LARGEST) <= 0 && number.scale() <= 9);
        if (amount.isEmpty()) {
            wrong(
                    "'amount' must be a number of US dollars above 0, up to " + LARGEST.toPlainString()
                            + ", with at most nine decimals",
                    "action",
                    "amount");
        }
        String word = tree.at("period").text().orElse("");
        Optional<Action.Period> period = Arrays.stream(Action.Period.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
        if (period.isEmpty()) {
            wrong("'period' must be hourly, daily, weekly or monthly", "action", "period");
        }
        JsonTree technique = tree.at("technique");
        if (!technique.isMissing() && !technique.text().orElse("").equals("named-interval")) {
            wrong("'technique' must be named-interval", "action", "technique");
        }
        long nano = amount.map(number -> number.movePointRight(9).longValue()).orElse(0L);
        return new Action.Limit(new NanoUsd(nano), period.orElse(Action.Period.DAILY));
    }

    private void wrong(String message, String... path) {
        mistakes.add(new Mistake(message, List.of(path)));
    }
}
