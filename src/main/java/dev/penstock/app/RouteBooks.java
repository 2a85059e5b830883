package dev.penstock.app;

import dev.penstock.call.DeclaredRoute;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Scope;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.GatewayEntry;
import dev.penstock.json.JsonTree;
import dev.penstock.route.DynamicRoute;
import dev.penstock.route.RouteBook;
import dev.penstock.route.RouteGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The dynamic routes of each gateway, from the file and the management API together. Each graph is read once. */
final class RouteBooks {
    /** What those of the last file came to. Guarded by this object. */
    private Map<DeclaredRoute, DynamicRoute> declared = Map.of();

    /**
     * Those of the file come first: what the operator wrote down cannot be taken over through the API.
     *
     * @param made through the API, by gateway
     */
    synchronized Map<Scope, RouteBook> of(GatewayBook gateways, Map<Scope, List<DynamicRoute>> made) {
        Map<DeclaredRoute, DynamicRoute> next = new HashMap<>();
        Map<Scope, RouteBook> books = new HashMap<>();
        for (Scope scope : gateways.scopes()) {
            List<DynamicRoute> routes = new ArrayList<>();
            for (DeclaredRoute one : declaredOf(gateways, scope)) {
                routes.add(next.computeIfAbsent(one, this::compiled));
            }
            routes.addAll(made.getOrDefault(scope, List.of()));
            if (!routes.isEmpty()) {
                books.put(scope, RouteBook.of(routes));
            }
        }
        declared = next;
        return books;
    }

    private static List<DeclaredRoute> declaredOf(GatewayBook gateways, Scope scope) {
        Optional<GatewaySettings> settings = gateways.find(scope).map(GatewayEntry::settings);
        return settings.map(GatewaySettings::routes).orElse(List.of());
    }

    private DynamicRoute compiled(DeclaredRoute one) {
        DynamicRoute known = declared.get(one);
        if (known != null) {
            return known;
        }
        return switch (RouteGraph.read(JsonTree.read(one.elements()), checked -> true)) {
            case RouteGraph.Read good -> DynamicRoute.of(one.name(), good.graph());
            case RouteGraph.Refused bad ->
                throw new IllegalStateException(
                        "The file was checked before: " + bad.problems().getFirst());
        };
    }
}
