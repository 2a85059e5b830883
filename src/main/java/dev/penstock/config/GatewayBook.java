package dev.penstock.config;

import dev.penstock.call.CallRefused;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which gateways there are: those declared in the file, those made while running, and "default", which every account has
 * — in the file's account without authentication while only this machine can reach it, with authentication otherwise.
 */
public final class GatewayBook {
    static final String DEFAULT = "default";

    private final Set<String> accounts;
    private final Map<Scope, GatewayEntry> entries;
    private final Map<String, Scope> domains;

    private GatewayBook(Set<String> accounts, Map<Scope, GatewayEntry> entries, Map<String, Scope> domains) {
        this.accounts = accounts;
        this.entries = entries;
        this.domains = Map.copyOf(domains);
    }

    /** The file's own gateways alone. */
    public static GatewayBook of(Settings settings) {
        return of(settings, Set.of(), Map.of(), Map.of());
    }

    /**
     * @param accounts made while running
     * @param made gateways made while running; one that the file declares too is the file's
     * @param domains host names in small letters that lead to one gateway
     */
    public static GatewayBook of(
            Settings settings, Set<String> accounts, Map<Scope, GatewaySettings> made, Map<String, Scope> domains) {
        Map<Scope, GatewayEntry> entries = new LinkedHashMap<>();
        for (GatewaySettings gateway : settings.gateways()) {
            entries.put(new Scope(settings.account(), gateway.id()), new GatewayEntry.Declared(gateway));
        }
        made.forEach((scope, gateway) -> entries.putIfAbsent(scope, new GatewayEntry.Made(gateway)));
        Set<String> all = new LinkedHashSet<>(Set.of(settings.account()));
        all.addAll(accounts);
        for (String account : all) {
            boolean authentication = !account.equals(settings.account()) || !Hosts.isLoopback(settings.host());
            entries.putIfAbsent(
                    new Scope(account, DEFAULT),
                    new GatewayEntry.ImplicitDefault(GatewaySettings.undeclared(DEFAULT, authentication)));
        }
        return new GatewayBook(Collections.unmodifiableSet(all), Collections.unmodifiableMap(entries), domains);
    }

    public Optional<GatewayEntry> find(Scope scope) {
        return Optional.ofNullable(entries.get(scope));
    }

    /** The gateway that a Host field names as a whole, port or not. */
    public Optional<Scope> ofHost(String host) {
        if (domains.isEmpty()) {
            return Optional.empty();
        }
        int colon = host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return Optional.ofNullable(domains.get(name.toLowerCase(Locale.ROOT)));
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

    /** The names of all gateways that exist. */
    public Set<Scope> scopes() {
        return entries.keySet();
    }

    /** Every gateway that exists, whosever it is; declared ones first. */
    public Collection<GatewayEntry> all() {
        return entries.values();
    }

    /** Every gateway of one account, declared ones first. */
    public List<GatewayEntry> of(String account) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().account().equals(account))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Every account, the file's first. */
    public Set<String> accounts() {
        return accounts;
    }
}
