package dev.penstock.config;

import dev.penstock.call.DeclaredRoute;
import dev.penstock.json.JsonTree;
import dev.penstock.route.GraphProblem;
import dev.penstock.route.RouteGraph;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys of an item of "routes" of a gateway: dynamic routes in the words of Cloudflare's API. */
final class RouteKeys {
    private static final int MOST = 100;

    private static final Key<String> NAME = Key.required(
            "name",
            Kinds.matching(
                    RouteGraph.NAME,
                    "1 to 64 letters, digits, spaces, '.', '_' or '-', beginning with a letter or digit"),
            "What calls name after dynamic/.");
    private static final Key<JsonTree> ELEMENTS = Key.required(
            "elements",
            new TreeKind("elements"),
            "The graph: start, conditional, percentage, rate, model, balance and end, as the management API takes them.");

    static final Key<List<DeclaredRoute>> ROUTES = Key.of(
            "routes",
            ListKind.of(new SectionKind<>(List.of(NAME, ELEMENTS), RouteKeys::route), MOST),
            List.of(),
            "Dynamic routes of this gateway, called as the model dynamic/{name}. They act as long as they stand here, and"
                    + " come before one of the same name that was made through the management API.");

    private RouteKeys() {}

    private static DeclaredRoute route(Fields fields) {
        JsonTree elements = fields.get(ELEMENTS);
        Set<String> providers = fields.providers();
        switch (RouteGraph.read(elements, name -> providers.isEmpty() || providers.contains(name))) {
            case RouteGraph.Read ignored -> {}
            case RouteGraph.Refused refused -> {
                for (GraphProblem problem : refused.problems()) {
                    fields.refuseBelow(problem.path(), problem.message());
                }
            }
        }
        return new DeclaredRoute(fields.get(NAME), elements.toString());
    }

    /** Two routes of one name could not be told apart. */
    static List<DeclaredRoute> of(Fields fields) {
        List<DeclaredRoute> routes = fields.get(ROUTES);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < routes.size(); i++) {
            String name = routes.get(i).name();
            if (!seen.add(name)) {
                fields.refuseItem(ROUTES, i, ".name", "is '" + name + "', which was given already; must be another");
            }
        }
        return routes;
    }
}
