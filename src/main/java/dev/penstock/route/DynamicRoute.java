package dev.penstock.route;

import dev.penstock.call.LimitRule;
import dev.penstock.call.Routing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A route that calls can take: a checked graph under the name it is called by. Unchanging. */
public final class DynamicRoute {
    private final String name;
    private final RouteGraph graph;
    private final Map<String, LimitRule> quotas;
    private final Map<String, Pool> pools;

    private DynamicRoute(String name, RouteGraph graph, Map<String, LimitRule> quotas, Map<String, Pool> pools) {
        this.name = name;
        this.graph = graph;
        this.quotas = Map.copyOf(quotas);
        this.pools = Map.copyOf(pools);
    }

    /** @param name within its gateway; its quotas and sticky branches hang on it */
    public static DynamicRoute of(String name, RouteGraph graph) {
        Map<String, LimitRule> quotas = new HashMap<>();
        Map<String, Pool> pools = new HashMap<>();
        for (Element element : graph.elements()) {
            switch (element) {
                case Element.Rate rate -> quotas.put(rate.id(), Quota.of(name, rate));
                case Element.Model model -> pools.put(model.id(), pool(model));
                case Element.Balance balance -> pools.put(balance.id(), pool(balance));
                case Element.Start ignored -> {}
                case Element.Conditional ignored -> {}
                case Element.Percentage ignored -> {}
                case Element.End ignored -> {}
            }
        }
        return new DynamicRoute(name, graph, quotas, pools);
    }

    /** The same graph under another name. */
    public DynamicRoute named(String other) {
        return name.equals(other) ? this : of(other, graph);
    }

    /** What calls name after {@code dynamic/}. */
    public String name() {
        return name;
    }

    /** The first leg of a call's way. */
    public Leg start(RouteFacts facts, long seed) {
        return new Passage(this, facts, seed).from(graph.start().id(), List.of());
    }

    Element element(String id) {
        return graph.element(id);
    }

    LimitRule quota(Element.Rate rate) {
        return known(quotas, rate.id());
    }

    Pool pool(String element) {
        return known(pools, element);
    }

    private static <T> T known(Map<String, T> all, String element) {
        T found = all.get(element);
        if (found == null) {
            throw new IllegalArgumentException("No '" + element + "' in this route");
        }
        return found;
    }

    private static Pool pool(Element.Model model) {
        return new Pool(
                Routing.Strategy.FIRST,
                List.of(new Member(model.provider(), model.model(), 1, model.key())),
                model.timeout(),
                model.retries(),
                OptionalLong.empty(),
                model.hedging());
    }

    private static Pool pool(Element.Balance balance) {
        return new Pool(
                balance.strategy(),
                balance.targets(),
                balance.timeout(),
                balance.retries(),
                OptionalLong.empty(),
                balance.hedging());
    }

    @Override
    public String toString() {
        return "DynamicRoute[" + name + "]";
    }
}
