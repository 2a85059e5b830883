package dev.penstock.route;

import java.util.ArrayList;
import java.util.List;

/**
 * One mistake in a graph.
 *
 * @param message what is wrong and what to do; names the element
 * @param path where: {@code ["elements","3","outputs","next","elementId"]}
 */
public record GraphProblem(String message, List<String> path) {
    public GraphProblem {
        path = List.copyOf(path);
    }

    static GraphProblem at(List<String> place, String message, String... below) {
        List<String> path = new ArrayList<>(place);
        path.addAll(List.of(below));
        return new GraphProblem(message, path);
    }
}
