package dev.penstock.config;

import dev.penstock.call.GatewaySettings;
import dev.penstock.egress.AddressRange;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges who could reach what with these settings. On loopback anything goes; beyond it nothing may be open. */
public final class Exposure {
    /** Where clouds answer with credentials: AWS, Google and Azure; AWS by IPv6; Azure's host; Alibaba; Oracle. */
    private static final List<InetAddress> METADATA = Stream.of(
                    "169.254.169.254", "fd00:ec2::254", "168.63.129.16", "100.100.100.200", "192.0.0.192")
            .map(InetAddress::ofLiteral)
            .toList();

    private static final List<InetAddress> LOOPBACK =
            Stream.of("127.0.0.1", "::1").map(InetAddress::ofLiteral).toList();

    private Exposure() {}

    /** Why these settings must not be served; empty if they may be. */
    public static List<String> problems(Settings settings) {
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
        return List.copyOf(problems);
    }

    /** What may be served, but should be known. */
    public static List<String> warnings(Settings settings, Instant now) {
        List<String> warnings = new ArrayList<>();
        if (!Hosts.isLoopback(settings.host())
                && settings.tokens().stream().allMatch(token -> token.isExpiredAt(now))) {
            String none = settings.tokens().isEmpty() ? "no token is" : "no token that is still good is";
            warnings.add("'host' is " + settings.host() + ", where every call needs a gateway token, but " + none
                    + " declared: only those made through the management API are good");
        }
        if (!Hosts.isLoopback(settings.adminHost())) {
            warnings.add(
                    "'admin_host' is " + settings.adminHost()
                            + ", which others than this machine can reach: management tokens pass there as they are, so put a"
                            + " proxy with TLS in front; until there is an administrator nothing but /healthz and /readyz works");
        }
        settings.egress().allowed().forEach(range -> opened(range).ifPresent(warnings::add));
        return List.copyOf(warnings);
    }

    private static Optional<String> opened(AddressRange range) {
        String allow = "'egress.allow' holds " + range + ": whoever adds a custom provider reaches ";
        if (METADATA.stream().anyMatch(range::contains)) {
            return Optional.of(allow + "a cloud's metadata service, which gives out this machine's credentials");
        }
        return LOOPBACK.stream().anyMatch(range::contains)
                ? Optional.of(allow + "services of this machine, the management listener among them")
                : Optional.empty();
    }
}
