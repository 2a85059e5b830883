package dev.penstock.admin.gateways;

import dev.penstock.call.Scope;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.GatewayEntry;
import dev.penstock.config.Hosts;
import dev.penstock.config.Settings;
import java.net.URI;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What the management API knows of the gateway it manages: the settings and gateways in force, and where calls go. */
public final class Premises {
    private final Supplier<Settings> settings;
    private final Supplier<GatewayBook> gateways;
    private final IntSupplier port;

    /** @param port the data listener's, once it listens */
    public Premises(Supplier<Settings> settings, Supplier<GatewayBook> gateways, IntSupplier port) {
        this.settings = settings;
        this.gateways = gateways;
        this.port = port;
    }

    /** Where clients send calls, without a closing slash. */
    public String origin() {
        return settings.get().publicUrl().orElseGet(() -> "http://" + shownHost() + ":" + port.getAsInt());
    }

    /** The host of that. */
    public String host() {
        String host = URI.create(origin()).getHost();
        return host == null ? shownHost() : host;
    }

    /** An address that means every address is none that a client could call. */
    private String shownHost() {
        String host = settings.get().host();
        boolean isEvery = host.equals("0.0.0.0") || host.equals("::");
        String shown = isEvery ? "localhost" : host;
        return shown.contains(":") ? "[" + shown + "]" : shown;
    }

    /** Whether others than this machine can make calls. */
    public boolean isReachable() {
        return !Hosts.isLoopback(settings.get().host());
    }

    public String fileAccount() {
        return settings.get().account();
    }

    public boolean isDeclared(String account, String id) {
        return gateways.get().find(new Scope(account, id)).orElse(null) instanceof GatewayEntry.Declared;
    }

    /** Whether the operator's file gives a gateway a dynamic route of this name. */
    public boolean declaresRoute(Scope scope, String name) {
        return gateways.get()
                .find(scope)
                .map(GatewayEntry::settings)
                .filter(settings -> settings.routes().stream()
                        .anyMatch(route -> route.name().equals(name)))
                .isPresent();
    }

    GatewayBook gateways() {
        return gateways.get();
    }
}
