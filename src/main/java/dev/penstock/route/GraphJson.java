package dev.penstock.route;

import dev.penstock.call.NanoUsd;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Elements as JSON in today's names. */
final class GraphJson {
    private GraphJson() {}

    /** @param conditions as they were written, by element */
    static JsonText of(List<Element> elements, Map<String, JsonTree> conditions) {
        return JsonText.of(
                elements.stream().map(element -> element(element, conditions)).toList());
    }

    private static JsonText element(Element element, Map<String, JsonTree> conditions) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", element.id());
        fields.put("type", type(element));
        Map<String, Object> properties = properties(element, conditions);
        if (!properties.isEmpty()) {
            fields.put("properties", JsonText.of(properties));
        }
        Map<String, JsonText> outputs = new LinkedHashMap<>();
        element.outputs()
                .forEach(output -> outputs.put(output.name(), JsonText.object("elementId", output.elementId())));
        fields.put("outputs", JsonText.of(outputs));
        return JsonText.of(fields);
    }

    private static String type(Element element) {
        return switch (element) {
            case Element.Start ignored -> "start";
            case Element.Conditional ignored -> "conditional";
            case Element.Percentage ignored -> "percentage";
            case Element.Rate ignored -> "rate";
            case Element.Model ignored -> "model";
            case Element.Balance ignored -> "balance";
            case Element.End ignored -> "end";
        };
    }

    private static Map<String, Object> properties(Element element, Map<String, JsonTree> conditions) {
        return switch (element) {
            case Element.Start ignored -> Map.of();
            case Element.End ignored -> Map.of();
            case Element.Conditional conditional ->
                Map.of("conditions", conditions.getOrDefault(conditional.id(), JsonTree.MISSING));
            case Element.Percentage percentage ->
                percentage
                        .sticky()
                        .<Map<String, Object>>map(field -> Map.of("sticky", field.toString()))
                        .orElse(Map.of());
            case Element.Rate rate -> rate(rate);
            case Element.Model model -> model(model);
            case Element.Balance balance -> balance(balance);
        };
    }

    private static Map<String, Object> rate(Element.Rate rate) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("limitType", TargetReader.word(rate.type()));
        properties.put("key", rate.key().toString());
        properties.put("limit", rate.limit());
        properties.put("window", rate.window().toSeconds());
        rate.technique().ifPresent(technique -> properties.put("technique", TargetReader.word(technique)));
        return properties;
    }

    private static Map<String, Object> model(Element.Model model) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("provider", model.provider());
        properties.put("model", model.model());
        model.key().ifPresent(key -> properties.put("key", key));
        properties.put("timeout", model.timeout().toMillis());
        properties.put("retries", model.retries());
        hedge(model.hedging()).ifPresent(hedge -> properties.put("hedge", hedge));
        return properties;
    }

    private static Map<String, Object> balance(Element.Balance balance) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("strategy", TargetReader.word(balance.strategy()));
        properties.put(
                "targets", balance.targets().stream().map(GraphJson::target).toList());
        properties.put("timeout", balance.timeout().toMillis());
        properties.put("retries", balance.retries());
        balance.affinity().ifPresent(field -> properties.put("affinity", field.toString()));
        hedge(balance.hedging()).ifPresent(hedge -> properties.put("hedge", hedge));
        return properties;
    }

    private static JsonText target(Member member) {
        Map<String, Object> target = named(member);
        target.put("weight", member.weight());
        return JsonText.of(target);
    }

    private static Map<String, Object> named(Member member) {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("provider", member.provider());
        target.put("model", member.model());
        member.key().ifPresent(key -> target.put("key", key));
        return target;
    }

    private static Optional<JsonText> hedge(Optional<Hedging> written) {
        return written.map(hedging -> {
            Map<String, Object> hedge = new LinkedHashMap<>();
            hedge.put(
                    "after",
                    hedging.after().<Object>map(after -> after.toMillis()).orElse(TargetReader.P95));
            hedge.put("most", hedging.most());
            hedging.costCap().map(GraphJson::dollars).ifPresent(cap -> hedge.put("cost_cap", cap));
            hedging.to().ifPresent(to -> hedge.put("to", JsonText.of(named(to))));
            return JsonText.of(hedge);
        });
    }

    private static BigDecimal dollars(NanoUsd amount) {
        BigDecimal dollars = BigDecimal.valueOf(amount.amount(), 9).stripTrailingZeros();
        return dollars.scale() < 0 ? dollars.setScale(0) : dollars;
    }
}
