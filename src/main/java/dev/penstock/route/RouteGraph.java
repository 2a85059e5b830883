package dev.penstock.route;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A route that was checked: one start, every id leads to an element, no way leads back, every element is reached, and
 * every way ends at an end.
 */
public final class RouteGraph {
    private final Map<String, Element> elements;
    private final Map<String, JsonTree> conditions;
    private final Element.Start start;

    RouteGraph(Map<String, Element> elements, Map<String, JsonTree> conditions, Element.Start start) {
        this.elements = elements;
        this.conditions = conditions;
        this.start = start;
    }

    /** What a text of elements comes to. */
    public sealed interface Outcome {}

    /** A graph that may be used. */
    public record Read(RouteGraph graph) implements Outcome {}

    /** All that is wrong with it. */
    public record Refused(List<GraphProblem> problems) implements Outcome {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads the elements of a route; older names are taken too.
     *
     * @param providers the slugs there are; {@code custom-…} is taken beside them
     */
    public static Outcome read(JsonTree elements, Set<String> providers) {
        return new GraphReader(providers).read(elements);
    }

    public Element.Start start() {
        return start;
    }

    /** The element with an id that another one of this graph named. */
    public Element element(String id) {
        Element found = elements.get(id);
        if (found == null) {
            throw new IllegalArgumentException("No element '" + id + "' in this route");
        }
        return found;
    }

    /** In the order they were written. */
    public List<Element> elements() {
        return List.copyOf(elements.values());
    }

    /** The elements in today's names, whatever names they were written in. */
    public JsonText json() {
        return JsonText.of(elements.values().stream().map(this::json).toList());
    }

    private JsonText json(Element element) {
        JsonText outputs = outputs(element);
        return switch (element) {
            case Element.Start start -> bare(start, "start", outputs);
            case Element.Percentage percentage -> bare(percentage, "percentage", outputs);
            case Element.End end -> bare(end, "end", outputs);
            case Element.Conditional conditional ->
                whole(
                        conditional,
                        "conditional",
                        JsonText.object("conditions", conditions.get(conditional.id())),
                        outputs);
            case Element.Rate rate -> whole(rate, "rate", properties(rate), outputs);
            case Element.Model model ->
                whole(
                        model,
                        "model",
                        JsonText.object(
                                "provider",
                                model.provider(),
                                "model",
                                model.model(),
                                "timeout",
                                model.timeout().toMillis(),
                                "retries",
                                model.retries()),
                        outputs);
        };
    }

    private static JsonText properties(Element.Rate rate) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("limitType", word(rate.type()));
        properties.put("key", rate.key().toString());
        properties.put("limit", rate.limit());
        properties.put("window", rate.window().toSeconds());
        rate.technique().ifPresent(technique -> properties.put("technique", word(technique)));
        return JsonText.of(properties);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static JsonText outputs(Element element) {
        Map<String, JsonText> outputs = new LinkedHashMap<>();
        element.outputs()
                .forEach(output -> outputs.put(output.name(), JsonText.object("elementId", output.elementId())));
        return JsonText.of(outputs);
    }

    private static JsonText bare(Element element, String type, JsonText outputs) {
        return JsonText.object("id", element.id(), "type", type, "outputs", outputs);
    }

    private static JsonText whole(Element element, String type, JsonText properties, JsonText outputs) {
        return JsonText.object("id", element.id(), "type", type, "properties", properties, "outputs", outputs);
    }
}
