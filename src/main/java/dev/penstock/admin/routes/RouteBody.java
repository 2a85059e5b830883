package dev.penstock.admin.routes;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.route.RouteGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request about routes brings, checked. */
final class RouteBody {
    private static final Pattern NAME = Pattern.compile(RouteGraph.NAME);

    private final JsonTree body;
    private final List<Problem> problems = new ArrayList<>();

    RouteBody(JsonTree body) {
        this.body = body;
    }

    String name() {
        Optional<String> name =
                body.at("name").text().filter(text -> NAME.matcher(text).matches());
        if (name.isEmpty()) {
            problems.add(Problem.inBody(
                    "'name' must be 1 to 64 letters, digits, spaces, '.', '_' or '-', beginning with a letter or digit",
                    "name"));
        }
        return name.orElse("");
    }

    /** The elements in today's names. */
    JsonText elements(Set<String> providers) {
        return switch (RouteGraph.read(body.at("elements"), providers)) {
            case RouteGraph.Read read -> read.graph().json();
            case RouteGraph.Refused refused -> {
                refused.problems()
                        .forEach(problem -> problems.add(
                                Problem.inBody(problem.message(), problem.path().toArray(String[]::new))));
                yield JsonText.NULL;
            }
        };
    }

    void refuseMistakes() {
        if (!problems.isEmpty()) {
            throw ApiRefused.invalid(problems);
        }
    }
}
