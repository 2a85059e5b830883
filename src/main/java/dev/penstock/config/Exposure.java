package dev.penstock.config;

import dev.penstock.call.GatewaySettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Judges who could reach what with these settings. On loopback anything goes; beyond it nothing may be open. */
public final class Exposure {
    private Exposure() {}

    /** Why these settings must not be served; empty if they may be. */
    public static List<String> problems(Settings settings, Instant now) {
        if (Hosts.isLoopback(settings.host())) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        String reach = "'host' is " + settings.host() + ", which others than this machine can reach, but ";
        for (GatewayEntry entry : GatewayBook.of(settings).all()) {
            GatewaySettings gateway = entry.settings();
            if (!gateway.authentication()) {
                problems.add(reach + "gateway '" + gateway.id()
                        + "' has authentication off; set 'authentication: true' on it, or 'host: 127.0.0.1'");
            }
        }
        if (settings.tokens().stream().allMatch(token -> token.isExpiredAt(now))) {
            String none = settings.tokens().isEmpty() ? "there is no token" : "every token has expired";
            problems.add(reach + none
                    + "; make one with 'penstock token' and put it under 'tokens', or set 'host: 127.0.0.1'");
        }
        return List.copyOf(problems);
    }

    /** What may be served, but should be known. */
    public static List<String> warnings(Settings settings) {
        return Hosts.isLoopback(settings.adminHost())
                ? List.of()
                : List.of("'admin_host' is " + settings.adminHost()
                        + ", which others than this machine can reach, and the management listener asks for no token;"
                        + " let a firewall or a network policy guard it");
    }
}
