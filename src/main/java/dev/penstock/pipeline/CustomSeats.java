package dev.penstock.pipeline;

import dev.penstock.call.CustomProvider;
import dev.penstock.egress.GuardedUrl;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Custom;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Providers;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The enabled custom providers of all accounts. There is no way to ask for one without naming the account. Immutable. */
public final class CustomSeats {
    private static final Logger LOG = LoggerFactory.getLogger(CustomSeats.class);

    private final Map<Key, Seat> seats;

    private CustomSeats(Map<Key, Seat> seats) {
        this.seats = Map.copyOf(seats);
    }

    private record Key(String account, String name) {}

    /**
     * Seats for those that are enabled. Of two with the same account and slug the first has it. One whose address cannot
     * be read in one way only has none, however it came to be kept.
     */
    public static CustomSeats of(List<CustomProvider> all, Providers providers) {
        List<AuthSlot> credentials = credentials(providers);
        Map<Key, Seat> seats = new HashMap<>();
        Set<Key> taken = new LinkedHashSet<>();
        for (CustomProvider one : all) {
            Key key = new Key(one.account(), one.path());
            if (taken.add(key) && one.enabled() && isReadable(one)) {
                seats.put(key, seat(one, credentials));
            }
        }
        return new CustomSeats(seats);
    }

    Optional<Seat> seat(String account, String name) {
        return Optional.ofNullable(seats.get(new Key(account, name)));
    }

    List<Seat> all(String account) {
        return seats.entrySet().stream()
                .filter(one -> one.getKey().account().equals(account))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static boolean isReadable(CustomProvider one) {
        try {
            return GuardedUrl.parse(one.baseUrl()).query().isEmpty();
        } catch (IllegalArgumentException e) {
            LOG.warn("Custom provider {} serves no calls: {}", one.id(), e.getMessage());
            return false;
        }
    }

    private static Seat seat(CustomProvider one, List<AuthSlot> credentials) {
        Provider provider = new Custom(one, credentials);
        return new Seat(
                provider,
                provider.baseUrl(),
                false,
                Set.of(),
                Snapshot.notBesideKey(provider, Set.of()),
                Optional.empty(),
                one.headers(),
                true);
    }

    /** Every place where some provider takes a credential, a bearer token first: this one may take it there, too. */
    private static List<AuthSlot> credentials(Providers providers) {
        Set<AuthSlot> slots = new LinkedHashSet<>();
        slots.add(AuthSlot.BEARER);
        providers.credentialHeaders().stream()
                .filter(name -> !name.equals(AuthSlot.BEARER.name()))
                .sorted()
                .forEach(name -> slots.add(AuthSlot.header(name)));
        providers.credentialParameters().stream().sorted().forEach(name -> slots.add(AuthSlot.query(name)));
        return List.copyOf(slots);
    }
}
