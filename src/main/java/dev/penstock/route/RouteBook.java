package dev.penstock.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of one gateway that calls can take, by their names. Unchanging. */
public final class RouteBook {
    public static final RouteBook NONE = new RouteBook(Map.of());

    private final Map<String, DynamicRoute> routes;

    private RouteBook(Map<String, DynamicRoute> routes) {
        this.routes = Map.copyOf(routes);
    }

    /** Of two with one name the first has it. */
    public static RouteBook of(List<DynamicRoute> routes) {
        Map<String, DynamicRoute> named = new HashMap<>();
        routes.forEach(route -> named.putIfAbsent(route.name(), route));
        return new RouteBook(named);
    }

    /** @param name without {@code dynamic/} */
    public Optional<DynamicRoute> find(String name) {
        return Optional.ofNullable(routes.get(name));
    }

    /** In alphabetical order. */
    public List<String> names() {
        return routes.keySet().stream().sorted().toList();
    }
}
