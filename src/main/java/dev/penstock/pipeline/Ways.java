package dev.penstock.pipeline;

import dev.penstock.attempt.Way;
import dev.penstock.identity.Admitted;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.route.DynamicRoute;
import dev.penstock.stream.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;

/** Finds the way of a call: through the route it names, or over the steps it spells out. */
final class Ways {
    private Ways() {}

    static Way of(CallScope scope, Admitted admitted, Buffer body) {
        Address address = Objects.requireNonNull(scope.address);
        Wish wish = Planner.wish(scope.client, address, admitted, Bytes.array(body));
        Optional<String> named = address.isCompat() ? CompatPlan.route(scope, wish) : Optional.empty();
        if (named.isPresent()) {
            return route(scope, address, wish, named.get());
        }
        scope.steps = new ArrayList<>(Planner.plan(scope, address, wish));
        return StepsWay.of(scope);
    }

    private static Way route(CallScope scope, Address address, Wish wish, String name) {
        DynamicRoute route = named(scope, address, name);
        scope.steps = new ArrayList<>();
        scope.route = route;
        return RouteWay.of(scope, route, new RouteAims(scope, address, wish, route));
    }

    /** A route of the call's gateway; fails with CallRefused where there is none of that name. */
    static DynamicRoute named(CallScope scope, Address address, String name) {
        return scope.snapshot
                .routes(address.scope())
                .find(name)
                .orElseThrow(() -> CompatPlan.noRoute(name).thrown());
    }
}
