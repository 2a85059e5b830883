package dev.penstock.egress;

import dev.penstock.call.Origin;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Decides where calls may connect whose address somebody else than the operator gave: anywhere on the public internet by
 * TLS, and to the ranges the operator allows. A name is judged by every address it resolves to, at the moment of each
 * call; what can be said of a URL before that, {@link #check} says.
 *
 * @param allowed the operator's ranges
 */
public record EgressGuard(List<AddressRange> allowed) {
    /** The public internet only. */
    public static final EgressGuard PUBLIC_ONLY = new EgressGuard(List.of());

    /** What Cloudflare's management API says of a custom provider's base URL that is none, with code 1002. */
    public static final String NOT_HTTPS = "base_url must be a valid HTTPS URL starting with https://";

    private static final InetAddress LOOPBACK_4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");

    /**
     * Why a URL cannot be used.
     *
     * @param message a sentence for whoever gave the URL
     */
    public record Problem(Kind kind, String message) {
        /** What is wrong. */
        public enum Kind {
            /** It is no URL that is read in one way only. */
            MALFORMED,
            /** It begins with http://, and its host cannot lie in a range the operator allows. */
            IN_CLEAR,
            /** Its host is an address that is not allowed. */
            ADDRESS
        }
    }

    public EgressGuard {
        allowed = List.copyOf(allowed);
    }

    /**
     * Judges one address: the public internet by TLS only, the operator's ranges in clear, too.
     *
     * @param tls whether the connection will be by TLS
     */
    public boolean allows(InetAddress address, boolean tls) {
        InetAddress target = Embedded.unmapped(address);
        if (SpecialRanges.never(target).isPresent()) {
            return false;
        }
        boolean own = allowed.stream().anyMatch(range -> range.contains(target));
        boolean open = tls && SpecialRanges.unlessAllowed(target).isEmpty();
        return (own || open)
                && Embedded.in(target).map(inner -> allows(inner, tls)).orElse(true);
    }

    /** What an address is that is not allowed, for the operator's log: "10.0.0.7, which is private". */
    public static String described(InetAddress address) {
        InetAddress target = Embedded.unmapped(address);
        InetAddress judged = Embedded.in(target).orElse(target);
        return HostText.shown(address.getAddress())
                + SpecialRanges.never(judged)
                        .or(() -> SpecialRanges.unlessAllowed(judged))
                        .or(() -> SpecialRanges.unlessAllowed(target))
                        .map(special -> ", which is " + special.what())
                        .orElse(", which is public and called in clear");
    }

    /** Checks a URL that may have a query: a webhook, a collector. */
    public Optional<Problem> check(String url) {
        try {
            return judged(GuardedUrl.parse(url));
        } catch (IllegalArgumentException e) {
            return malformed(e);
        }
    }

    private static Optional<Problem> malformed(IllegalArgumentException why) {
        return Optional.of(new Problem(Problem.Kind.MALFORMED, String.valueOf(why.getMessage())));
    }

    /** Checks a URL that paths are joined to, so it has no query. */
    public Optional<Problem> checkBase(String url) {
        return url.indexOf('?') >= 0 ? malformed(WebUrl.invalid(url, "it must have no query")) : check(url);
    }

    /** The address that a URL's host is, where it is one. */
    public static Optional<InetAddress> literal(Origin origin) {
        return HostText.literal(origin.host());
    }

    private Optional<Problem> judged(GuardedUrl url) {
        boolean tls = url.origin().tls();
        String host = url.origin().host();
        Optional<InetAddress> literal = HostText.literal(host);
        if (!tls && allowed.isEmpty()) {
            return Optional.of(new Problem(
                    Problem.Kind.IN_CLEAR,
                    "http:// goes to address ranges of 'egress.allow' in penstock.yaml only, and there are none;"
                            + " use https://"));
        }
        boolean local = host.equals("localhost") || host.endsWith(".localhost");
        boolean refused = literal.map(address -> !allows(address, tls)).orElse(local && !allowsLoopback(tls));
        return refused
                ? Optional.of(new Problem(
                        Problem.Kind.ADDRESS,
                        "The address of this URL is not one that may be called; its range must stand in"
                                + " 'egress.allow' of penstock.yaml"))
                : Optional.empty();
    }

    private boolean allowsLoopback(boolean tls) {
        return allows(LOOPBACK_4, tls) || allows(LOOPBACK_6, tls);
    }

    /**
     * Why an operator cannot allow a range: it is so broad that it allows what nobody thought of, or it never acts.
     * Private ranges have at least 8 bits of prefix (10.0.0.0/8), in IPv6 at least 7 (fc00::/7).
     */
    public static Optional<String> refusal(AddressRange range) {
        int least = range.isVersion6() ? 7 : 8;
        if (range.bits() < least) {
            return Optional.of("is " + range + ", which is too broad; must be /" + least + " or narrower");
        }
        return SpecialRanges.neverIn(range)
                .map(special -> "is " + range + ", which is " + special.what() + " and never called; leave it out");
    }
}
