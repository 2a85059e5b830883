package dev.penstock.policy.rules;

import dev.penstock.call.NanoUsd;
import dev.penstock.json.JsonText;
import dev.penstock.policy.rules.cel.CelCondition;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One policy, read and checked. */
public record Policy(String name, ActorTemplate actor, Resource resource, CelCondition condition, Action action) {

    /** The policy as it is kept and shown. */
    public JsonText json() {
        return JsonText.object(
                "name",
                name,
                "actor",
                actor.toString(),
                "resource",
                resourceJson(),
                "condition",
                condition.toString(),
                "action",
                actionJson());
    }

    /** Whose budget on what a bucket is, by its id; empty where it cannot be one of this policy's. */
    public Optional<Map<String, String>> budget(String bucketId) {
        String end = "|" + resource;
        String whose = bucketId.endsWith(end) ? bucketId.substring(0, bucketId.length() - end.length()) : "";
        return !whose.isEmpty() && actor.mayBe(whose)
                ? Optional.of(Map.of("actor", whose, "resource", resource.toString()))
                : Optional.empty();
    }

    /** Money as a decimal number of US dollars. */
    public static BigDecimal dollars(NanoUsd amount) {
        BigDecimal dollars = BigDecimal.valueOf(amount.amount(), 9);
        return dollars.signum() == 0 ? BigDecimal.ZERO : dollars.stripTrailingZeros();
    }

    private JsonText resourceJson() {
        if (resource.equals(Resource.EVERYTHING)) {
            return JsonText.of("*");
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        put(parts, "model", resource.models());
        put(parts, "provider", resource.providers());
        return JsonText.of(parts);
    }

    private static void put(Map<String, Object> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.put(name, values.size() == 1 ? values.getFirst() : values);
        }
    }

    private JsonText actionJson() {
        return switch (action) {
            case Action.NoLimit ignored -> JsonText.object("type", "no-limit");
            case Action.Block block ->
                block.except() ? JsonText.object("type", "block", "except", true) : JsonText.object("type", "block");
            case Action.Limit limit ->
                JsonText.object(
                        "type",
                        "limit",
                        "amount",
                        dollars(limit.amount()),
                        "period",
                        limit.period().name().toLowerCase(Locale.ROOT),
                        "technique",
                        "named-interval");
        };
    }
}
