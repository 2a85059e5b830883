package dev.penstock.app;

import dev.penstock.admin.Sealer;
import dev.penstock.admin.gateways.MadeGateways;
import dev.penstock.admin.providers.MadeProviders;
import dev.penstock.admin.routes.MadeRoutes;
import dev.penstock.call.CustomProvider;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.route.DynamicRoute;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was made while running, as the data path takes it. */
final class Made {
    private final MadeGateways gateways;
    private final MadeProviders providers;
    private final MadeRoutes routes;

    /** @param slugs of the providers there are */
    Made(Sealer sealer, Set<String> slugs) {
        this.gateways = new MadeGateways(sealer);
        this.providers = new MadeProviders(sealer);
        this.routes = new MadeRoutes(slugs);
    }

    Map<Scope, GatewaySettings> gateways(ControlState state, boolean reachable) {
        return gateways.of(state, reachable);
    }

    Map<Scope, List<DynamicRoute>> routes(ControlState state) {
        return routes.of(state);
    }

    List<CustomProvider> providers(ControlState state) {
        return providers.of(state);
    }
}
