package dev.penstock.app;

import dev.penstock.admin.Sealer;
import dev.penstock.admin.gateways.MadeGateways;
import dev.penstock.admin.providers.MadeProviders;
import dev.penstock.call.CustomProvider;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import java.util.List;
import java.util.Map;

/** What was made while running, as the data path takes it. */
final class Made {
    private final MadeGateways gateways;
    private final MadeProviders providers;

    Made(Sealer sealer) {
        this.gateways = new MadeGateways(sealer);
        this.providers = new MadeProviders(sealer);
    }

    Map<Scope, GatewaySettings> gateways(ControlState state, boolean reachable) {
        return gateways.of(state, reachable);
    }

    List<CustomProvider> providers(ControlState state) {
        return providers.of(state);
    }
}
