package dev.penstock.route;

import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads elements one by one, then checks what they make together. */
final class GraphReader {
    static final int MOST_PROBLEMS = 20;

    private static final int MOST_ELEMENTS = 100;
    private static final int LARGEST = 64 * 1024;
    private static final int LONGEST_ID = 64;
    private static final List<String> PLACE = List.of("elements");

    private final Predicate<String> isProvider;
    private final List<GraphProblem> problems = new ArrayList<>();
    private final Map<String, Element> elements = new LinkedHashMap<>();
    private final Map<String, List<String>> places = new LinkedHashMap<>();
    private final Map<String, JsonTree> conditions = new LinkedHashMap<>();

    GraphReader(Predicate<String> isProvider) {
        this.isProvider = isProvider;
    }

    RouteGraph.Outcome read(JsonTree tree) {
        if (!tree.isArray()) {
            return refused("'elements' must be a list of elements");
        }
        List<JsonTree> items = tree.items();
        if (items.isEmpty() || items.size() > MOST_ELEMENTS) {
            return refused("A route has 1 to " + MOST_ELEMENTS + " elements, not " + items.size());
        }
        if (tree.toString().length() > LARGEST) {
            return refused("The elements of a route take at most " + LARGEST + " characters of JSON");
        }
        String end = firstEnd(items);
        for (int i = 0; i < items.size(); i++) {
            read(items.get(i), GraphProblem.at(PLACE, "", Integer.toString(i)).path(), end);
        }
        if (problems.isEmpty()) {
            problems.addAll(GraphChecks.of(elements, places));
        }
        return problems.isEmpty()
                ? new RouteGraph.Read(new RouteGraph(elements, conditions, start()))
                : new RouteGraph.Refused(problems.subList(0, Math.min(MOST_PROBLEMS, problems.size())));
    }

    /** Where ways lead that a route leaves out: a quota or a model without a fallback ends the route. */
    private static String firstEnd(List<JsonTree> items) {
        return items.stream()
                .filter(item -> item.at("type").text().orElse("").equals("end"))
                .findFirst()
                .flatMap(item -> item.at("id").text())
                .orElse("");
    }

    private void read(JsonTree item, List<String> place, String end) {
        Optional<String> id = item.at("id").text().filter(text -> !text.isBlank() && text.length() <= LONGEST_ID);
        if (id.isEmpty()) {
            problems.add(GraphProblem.at(
                    place, "An element needs an 'id', a text of 1 to " + LONGEST_ID + " characters", "id"));
            return;
        }
        if (places.containsKey(id.get())) {
            problems.add(GraphProblem.at(place, "Two elements have the id '" + id.get() + "'", "id"));
            return;
        }
        places.put(id.get(), place);
        ElementFields fields = new ElementFields(id.get(), item, place, problems);
        Element element = element(fields, end);
        fields.complain();
        elements.put(element.id(), element);
    }

    private Element element(ElementFields fields, String end) {
        return switch (fields.type()) {
            case "start" -> new Element.Start(fields.id(), fields.output("next"));
            case "conditional" -> conditional(fields);
            case "percentage" ->
                new Element.Percentage(fields.id(), new BranchReader(fields).branches(), fields.field("sticky", "key"));
            case "rate", "rate_limit" -> new QuotaReader(fields).rate(end);
            case "model" -> new TargetReader(fields, isProvider).model(end);
            case "balance" -> new TargetReader(fields, isProvider).balance(end);
            case "end" -> {
                fields.noOutputs();
                yield new Element.End(fields.id());
            }
            default -> {
                fields.unknownType();
                yield new Element.End(fields.id());
            }
        };
    }

    private Element conditional(ElementFields fields) {
        JsonTree written = fields.property("conditions", "condition");
        JsonTree kept = written.isMissing() ? JsonTree.read(new byte[] {'{', '}'}) : written;
        conditions.put(fields.id(), kept);
        Condition condition = new ConditionReader("Element '" + fields.id() + "'", problems)
                .read(
                        kept,
                        GraphProblem.at(fields.place(), "", "properties", "conditions")
                                .path());
        return new Element.Conditional(fields.id(), condition, fields.output("true"), fields.output("false"));
    }

    private Element.Start start() {
        return elements.values().stream()
                .filter(Element.Start.class::isInstance)
                .map(Element.Start.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static RouteGraph.Refused refused(String message) {
        return new RouteGraph.Refused(List.of(new GraphProblem(message, PLACE)));
    }
}
