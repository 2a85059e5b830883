package dev.penstock.pipeline;

import dev.penstock.attempt.Way;
import dev.penstock.identity.Admitted;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.route.DynamicRoute;
import dev.penstock.stream.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds the way of a call: over the steps it spells out, through the routes it names. */
final class Ways {
    private Ways() {}

    static Way of(CallScope scope, Admitted admitted, Buffer body) {
        Address address = Objects.requireNonNull(scope.address);
        Wish wish = Planner.wish(scope.client, address, admitted, Bytes.array(body));
        List<Asking> asked = Planner.plan(scope, address, wish);
        scope.steps = steps(asked);
        if (scope.steps.size() == asked.size()) {
            return StepsWay.of(scope);
        }
        if (asked.size() == 1 && asked.getFirst() instanceof Asking.Routed routed) {
            return through(scope, routed);
        }
        return new WaysInTurn(scope, parts(scope, asked));
    }

    /** Those that are ready to be sent. */
    static List<Step> steps(List<Asking> asked) {
        List<Step> steps = new ArrayList<>(asked.size());
        for (Asking one : asked) {
            if (one instanceof Asking.Plain plain) {
                steps.add(plain.step());
            }
        }
        return steps;
    }

    private static RouteWay through(CallScope scope, Asking.Routed routed) {
        scope.route = routed.route();
        return RouteWay.of(scope, routed.route(), new RouteAims(scope, routed));
    }

    /** Steps in a row are one part, each route is one. */
    private static List<WaysInTurn.Part> parts(CallScope scope, List<Asking> asked) {
        List<WaysInTurn.Part> parts = new ArrayList<>();
        int from = 0;
        int to = 0;
        for (Asking one : asked) {
            switch (one) {
                case Asking.Plain plain -> to++;
                case Asking.Routed routed -> {
                    if (to > from) {
                        parts.add(new InARow(scope, from, to, true));
                    }
                    from = to;
                    parts.add(new Through(scope, routed));
                }
            }
        }
        if (to > from) {
            parts.add(new InARow(scope, from, to, false));
        }
        return parts;
    }

    private record InARow(CallScope scope, int from, int to, boolean hasMore) implements WaysInTurn.Part {
        @Override
        public String name() {
            return scope.steps.get(from).provider();
        }

        @Override
        public Optional<WaysInTurn.Begun> begin() {
            StepsWay way = StepsWay.among(scope, from, to, hasMore);
            return way.fallBack().map(first -> new WaysInTurn.Begun(way, first));
        }
    }

    private record Through(CallScope scope, Asking.Routed routed) implements WaysInTurn.Part {
        @Override
        public String name() {
            return "dynamic/" + HeaderText.plain(routed.route().name());
        }

        @Override
        public Optional<WaysInTurn.Begun> begin() {
            RouteWay way = through(scope, routed);
            return Optional.of(new WaysInTurn.Begun(way, way.first()));
        }
    }

    /** A route of the call's gateway; fails with CallRefused where there is none of that name. */
    static DynamicRoute named(CallScope scope, Address address, String name) {
        return scope.snapshot
                .routes(address.scope())
                .find(name)
                .orElseThrow(() -> CompatPlan.noRoute(name).thrown());
    }
}
