package dev.penstock.admin.routes;

import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.route.DynamicRoute;
import dev.penstock.route.RouteGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes that were made while running, as their live versions have them. Each version is read once. */
public final class MadeRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(MadeRoutes.class);

    private final Set<String> providers;

    /** What each version that was live in the last state came to. Guarded by this object. */
    private IdentityHashMap<Document, Optional<DynamicRoute>> read = new IdentityHashMap<>();

    /** @param providers the slugs there are */
    public MadeRoutes(Set<String> providers) {
        this.providers = Set.copyOf(providers);
    }

    private record Place(Scope scope, String route) {
        static Place of(Key key) {
            int slash = key.id().indexOf('/');
            String route = slash < 0 ? key.id() : key.id().substring(0, slash);
            return new Place(new Scope(key.account(), key.gateway()), route);
        }
    }

    /** Those that are deployed, by their gateways. */
    public synchronized Map<Scope, List<DynamicRoute>> of(ControlState state) {
        Map<Place, Document> inForce = inForce(state);
        IdentityHashMap<Document, Optional<DynamicRoute>> next = new IdentityHashMap<>();
        Map<Scope, List<DynamicRoute>> all = new HashMap<>();
        for (Document route : state.of(Kind.ROUTE)) {
            Place place = Place.of(route.key());
            Document version = version(state, place, inForce.get(place));
            if (version != null) {
                String name = RouteShelf.text(route, "name");
                Optional<DynamicRoute> known = read.get(version);
                Optional<DynamicRoute> live =
                        known == null ? read(name, route, version) : known.map(one -> one.named(name));
                next.put(version, live);
                live.ifPresent(one -> all.computeIfAbsent(place.scope, ignored -> new ArrayList<>())
                        .add(one));
            }
        }
        read = next;
        return all;
    }

    /** The newest deployment of each route. */
    private static Map<Place, Document> inForce(ControlState state) {
        Map<Place, Document> newest = new HashMap<>();
        for (Document deployment : state.of(Kind.ROUTE_DEPLOYMENT)) {
            newest.merge(
                    Place.of(deployment.key()),
                    deployment,
                    (one, other) -> RouteShelf.number(one) >= RouteShelf.number(other) ? one : other);
        }
        return newest;
    }

    private static @Nullable Document version(ControlState state, Place place, @Nullable Document deployment) {
        if (deployment == null) {
            return null;
        }
        String id = place.route + "/" + RouteShelf.text(deployment, "version_id");
        return state.find(Key.of(Kind.ROUTE_VERSION, place.scope, id)).orElse(null);
    }

    private Optional<DynamicRoute> read(String name, Document route, Document version) {
        return switch (RouteGraph.read(version.body().at("elements"), providers)) {
            case RouteGraph.Read good -> Optional.of(DynamicRoute.of(name, good.graph()));
            case RouteGraph.Refused bad -> {
                LOG.error(
                        "Route '{}' ({}) of gateway '{}' takes no calls, its version is not valid any more: {}",
                        name,
                        route.id(),
                        route.key().gateway(),
                        bad.problems().getFirst().message());
                yield Optional.empty();
            }
        };
    }
}
