package dev.penstock.route;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A route that was checked: one start, every id leads to an element, no way leads back, every element is reached, and
 * every way ends at an end.
 */
public final class RouteGraph {
    /** What a route may be called: it stands in a model's name, dynamic/NAME. */
    public static final String NAME = "[A-Za-z0-9]([A-Za-z0-9 ._-]{0,62}[A-Za-z0-9._-])?";

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
        return read(elements, providers::contains);
    }

    /** The same where somebody else says which providers there are. */
    public static Outcome read(JsonTree elements, Predicate<String> isProvider) {
        return new GraphReader(isProvider).read(elements);
    }

    Element.Start start() {
        return start;
    }

    /** The element with an id that another one of this graph named. */
    Element element(String id) {
        Element found = elements.get(id);
        if (found == null) {
            throw new IllegalArgumentException("No element '" + id + "' in this route");
        }
        return found;
    }

    /** In the order they were written. */
    List<Element> elements() {
        return List.copyOf(elements.values());
    }

    /** The elements in today's names, whatever names they were written in. */
    public JsonText json() {
        return GraphJson.of(elements(), conditions);
    }
}
