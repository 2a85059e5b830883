package dev.penstock.pipeline;

import dev.penstock.call.CustomProvider;
import dev.penstock.call.Headers;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.config.BaseAddress;
import dev.penstock.config.GatewayBook;
import dev.penstock.egress.EgressGuard;
import dev.penstock.identity.GatewayDoor;
import dev.penstock.meter.PriceBook;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Providers;
import dev.penstock.route.RouteBook;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything a decision needs, at one moment. Swapped as a whole when the configuration changes; a call keeps the one it
 * began with.
 *
 * @param revision names one state of file and management API together; it stands on every log row
 * @param seats providers by slug and alias
 * @param keys the provider keys kept here
 * @param limits of the gateways that have any
 * @param routes of the gateways that have any
 * @param onLoopback whether only this machine can call
 * @param custom what accounts have added to them
 * @param egress judges the addresses of what accounts have added
 */
public record Snapshot(
        long revision,
        GatewayBook gateways,
        GatewayDoor door,
        PriceBook prices,
        Map<String, Seat> seats,
        CustomSeats custom,
        EgressGuard egress,
        CallBounds bounds,
        boolean providerFailureIs400,
        KeyBook keys,
        Map<Scope, LimitBook> limits,
        Map<Scope, RouteBook> routes,
        boolean onLoopback) {

    /**
     * One provider as this configuration has it.
     *
     * @param overridden whether the operator set its address
     * @param foreign lower-case names of header fields that must not reach it: other providers' credentials, fields it
     *     consumes
     * @param notBesideKey the same and this provider's own credentials, where a kept key takes their place
     * @param authUrl the operator's address of its token service
     * @param extra header fields added to each request
     * @param guarded whether somebody else than the operator may have named its host, so that each address is judged
     * @param addresses the operator's, of which {@code baseUrl} is one; empty where there is none but that
     */
    public record Seat(
            Provider provider,
            String baseUrl,
            boolean overridden,
            Set<String> foreign,
            Set<String> notBesideKey,
            Optional<String> authUrl,
            Headers extra,
            boolean guarded,
            List<BaseAddress> addresses) {
        public Seat {
            addresses = List.copyOf(addresses);
        }

        /** At one address. */
        public Seat(
                Provider provider,
                String baseUrl,
                boolean overridden,
                Set<String> foreign,
                Set<String> notBesideKey,
                Optional<String> authUrl,
                Headers extra,
                boolean guarded) {
            this(provider, baseUrl, overridden, foreign, notBesideKey, authUrl, extra, guarded, List.of());
        }

        /** The same at another of its addresses. */
        Seat at(BaseAddress other) {
            return new Seat(provider, other.url(), true, foreign, notBesideKey, authUrl, extra, guarded, addresses);
        }

        /** A query without this provider's credentials; nothing where nothing else is in it. */
        Optional<String> withoutKeys(String query) {
            List<AuthSlot> slots =
                    provider.authSlots().stream().filter(AuthSlot::inQuery).toList();
            if (slots.isEmpty()) {
                return Optional.of(query);
            }
            String rest = Arrays.stream(query.split("&", -1))
                    .filter(pair -> slots.stream().noneMatch(slot -> Precedence.isNamed(pair, slot.name())))
                    .collect(Collectors.joining("&"));
            return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
        }
    }

    public Snapshot {
        seats = Map.copyOf(seats);
        limits = Map.copyOf(limits);
        routes = Map.copyOf(routes);
    }

    /** What limits the calls of a gateway. */
    public LimitBook limits(Scope scope) {
        return limits.getOrDefault(scope, LimitBook.NONE);
    }

    /** The dynamic routes of a gateway. */
    public RouteBook routes(Scope scope) {
        return routes.getOrDefault(scope, RouteBook.NONE);
    }

    /** Seats for all providers, at their own addresses or at the operator's. */
    public static Map<String, Seat> seats(
            Providers providers, Map<String, List<BaseAddress>> baseUrls, Map<String, String> authUrls) {
        Map<String, Seat> seats = new HashMap<>();
        for (Provider provider : providers.all()) {
            List<BaseAddress> own = baseUrls.getOrDefault(provider.slug(), List.of());
            Set<String> foreign = foreign(provider, providers);
            Seat seat = new Seat(
                    provider,
                    own.isEmpty() ? provider.baseUrl() : own.getFirst().url(),
                    !own.isEmpty(),
                    foreign,
                    notBesideKey(provider, foreign),
                    Optional.ofNullable(authUrls.get(provider.slug())),
                    Headers.EMPTY,
                    false,
                    own.size() > 1 ? own : List.of());
            seats.put(provider.slug(), seat);
            provider.aliases().forEach(alias -> seats.put(alias, seat));
        }
        return seats;
    }

    private static Set<String> foreign(Provider provider, Providers providers) {
        Set<String> foreign = providers.credentialHeaders().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(HashSet::new));
        provider.authSlots().forEach(slot -> foreign.remove(slot.name().toLowerCase(Locale.ROOT)));
        provider.consumedHeaders().forEach(name -> foreign.add(name.toLowerCase(Locale.ROOT)));
        return Set.copyOf(foreign);
    }

    static Set<String> notBesideKey(Provider provider, Set<String> foreign) {
        Set<String> all = new HashSet<>(foreign);
        provider.authSlots().forEach(slot -> all.add(slot.name().toLowerCase(Locale.ROOT)));
        return Set.copyOf(all);
    }

    /** Whether calls of this account can name this provider. */
    public boolean hasProvider(String account, String slug) {
        return seat(account, slug).isPresent();
    }

    /** Why a text cannot be a key of this provider; without a character of it. */
    public Optional<String> keyProblem(String account, String slug, Secret secret) {
        return seat(account, slug).flatMap(seat -> seat.provider().keyProblem(secret));
    }

    /** All providers that an account has, each once, by their names. */
    List<Seat> all(String account) {
        Map<String, Seat> all = new TreeMap<>();
        seats.values().forEach(seat -> all.put(seat.provider().slug(), seat));
        custom.all(account).forEach(seat -> all.put(seat.provider().slug(), seat));
        return List.copyOf(all.values());
    }

    /** The provider of this name that an account has: a built-in one, or one of its own. */
    Optional<Seat> seat(String account, String slug) {
        return slug.startsWith(CustomProvider.PREFIX)
                ? custom.seat(account, slug)
                : Optional.ofNullable(seats.get(slug));
    }
}
