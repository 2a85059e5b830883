package dev.penstock.config;

import dev.penstock.call.CallRefused;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which gateways there are: those declared, and "default", which exists undeclared too — without authentication while
 * only this machine can reach it, with authentication otherwise.
 */
public final class GatewayBook {
    static final String DEFAULT = "default";

    private final String account;
    private final Map<String, GatewayEntry> byId;

    private GatewayBook(String account, Map<String, GatewayEntry> byId) {
        this.account = account;
        this.byId = byId;
    }

    public static GatewayBook of(Settings settings) {
        Map<String, GatewayEntry> byId = new LinkedHashMap<>();
        for (GatewaySettings gateway : settings.gateways()) {
            byId.put(gateway.id(), new GatewayEntry.Declared(gateway));
        }
        boolean authentication = !Hosts.isLoopback(settings.host());
        byId.putIfAbsent(
                DEFAULT, new GatewayEntry.ImplicitDefault(GatewaySettings.undeclared(DEFAULT, authentication)));
        return new GatewayBook(settings.account(), Collections.unmodifiableMap(byId));
    }

    public Optional<GatewayEntry> find(Scope scope) {
        return scope.account().equals(account) ? Optional.ofNullable(byId.get(scope.gateway())) : Optional.empty();
    }

    /** The gateway's settings, or the answer that it does not exist: 400 with code 2001, as Cloudflare numbers it. */
    public GatewaySettings settings(Scope scope) throws CallRefused {
        return find(scope)
                .map(GatewayEntry::settings)
                .orElseThrow(() -> Refusal.of(
                                400,
                                2001,
                                "This account has no such gateway; check account and gateway in the URL, or declare it under"
                                        + " 'gateways' in penstock.yaml")
                        .thrown());
    }

    /** Every gateway that exists, declared ones first. */
    public Collection<GatewayEntry> all() {
        return byId.values();
    }
}
