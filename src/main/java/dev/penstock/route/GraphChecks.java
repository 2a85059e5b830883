package dev.penstock.route;

import dev.penstock.route.Element.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What elements must be together: one start, an end, no way into nothing, no way back, nothing that is never reached. */
final class GraphChecks {
    private static final int MOST_SHOWN = 20;

    private final Map<String, Element> elements;
    private final Map<String, List<String>> places;
    private final List<GraphProblem> problems = new ArrayList<>();

    private GraphChecks(Map<String, Element> elements, Map<String, List<String>> places) {
        this.elements = elements;
        this.places = places;
    }

    static List<GraphProblem> of(Map<String, Element> elements, Map<String, List<String>> places) {
        GraphChecks checks = new GraphChecks(elements, places);
        List<Element.Start> starts = checks.starts();
        checks.end();
        checks.dangling();
        if (checks.problems.isEmpty()) {
            checks.cycle(starts.getFirst());
            checks.unreached(starts.getFirst());
        }
        return checks.problems;
    }

    private List<Element.Start> starts() {
        List<Element.Start> starts = new ArrayList<>();
        for (Element element : elements.values()) {
            if (element instanceof Element.Start start) {
                starts.add(start);
            }
        }
        if (starts.isEmpty()) {
            problems.add(new GraphProblem("A route needs an element of type start", List.of("elements")));
        }
        starts.stream()
                .skip(1)
                .forEach(second -> wrong(
                        second.id(),
                        "a route has one start, and '" + starts.getFirst().id() + "' is one",
                        "type"));
        return starts;
    }

    private void end() {
        if (elements.values().stream().noneMatch(Element.End.class::isInstance)) {
            problems.add(new GraphProblem("A route needs an element of type end", List.of("elements")));
        }
    }

    private void dangling() {
        for (Element element : elements.values()) {
            for (Output output : element.outputs()) {
                if (!elements.containsKey(output.elementId())) {
                    wrong(
                            element.id(),
                            "the output '" + output.name() + "' leads to '" + output.elementId()
                                    + "', and there is no such element",
                            "outputs",
                            output.name(),
                            "elementId");
                }
            }
        }
    }

    /** Depth first; the depth is bounded by the number of elements. */
    private void cycle(Element.Start start) {
        follow(start, new LinkedHashSet<>(), new HashSet<>());
    }

    private void follow(Element element, Set<String> way, Set<String> done) {
        way.add(element.id());
        for (Output output : element.outputs()) {
            String next = output.elementId();
            if (way.contains(next)) {
                wrong(
                        element.id(),
                        "the output '" + output.name() + "' leads back to '" + next + "'; a route has no way back: "
                                + circle(way, next),
                        "outputs",
                        output.name(),
                        "elementId");
            } else if (!done.contains(next)) {
                follow(known(next), way, done);
            }
        }
        way.remove(element.id());
        done.add(element.id());
    }

    /** Every element of the circle, where they are not too many to read. */
    private static String circle(Set<String> way, String first) {
        List<String> ids = way.stream()
                .dropWhile(id -> !id.equals(first))
                .map(id -> "'" + id + "'")
                .toList();
        String shown = ids.size() <= MOST_SHOWN
                ? String.join(" → ", ids)
                : String.join(" → ", ids.subList(0, MOST_SHOWN / 2)) + " … "
                        + String.join(" → ", ids.subList(ids.size() - MOST_SHOWN / 2, ids.size()));
        return shown + " → '" + first + "'";
    }

    private void unreached(Element.Start start) {
        Map<String, Element> reached = new HashMap<>();
        reach(start, reached);
        for (Element element : elements.values()) {
            if (!reached.containsKey(element.id())) {
                wrong(element.id(), "no way leads here from the start; connect it or remove it", "id");
            }
        }
    }

    private void reach(Element element, Map<String, Element> reached) {
        if (reached.put(element.id(), element) == null) {
            element.outputs().forEach(output -> reach(known(output.elementId()), reached));
        }
    }

    private Element known(String id) {
        Element element = elements.get(id);
        if (element == null) {
            throw new IllegalStateException("Checked before: every output leads to an element");
        }
        return element;
    }

    private void wrong(String id, String message, String... below) {
        problems.add(GraphProblem.at(
                places.getOrDefault(id, List.of("elements")), "Element '" + id + "': " + message, below));
    }
}
