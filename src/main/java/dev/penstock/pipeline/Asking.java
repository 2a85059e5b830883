package dev.penstock.pipeline;

import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.route.DynamicRoute;
import java.util.OptionalInt;

/** What a call spells out: a request to one provider, or one that a dynamic route finds a model for. A universal call has several. */
sealed interface Asking {
    record Plain(Step step) implements Asking {}

    /**
     * @param index its place in a universal call, which all its models then have; empty where they count from 0
     * @param wish the request, whose body names the route
     */
    record Routed(OptionalInt index, DynamicRoute route, Wish wish, CallOptions options) implements Asking {
        @Override
        public String toString() {
            return "Routed[" + index + " " + route.name() + "]";
        }
    }
}
