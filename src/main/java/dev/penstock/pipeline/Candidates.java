package dev.penstock.pipeline;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Credential;
import dev.penstock.call.Origin;
import dev.penstock.call.Routing;
import dev.penstock.call.StoredKey;
import dev.penstock.config.BaseAddress;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.OpenAiPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All that would do for a target: each of its provider's addresses with each key that may serve it. The first is the step
 * that is there already; nearly always it is the only one.
 */
final class Candidates {
    private static final int MOST = 64;

    private Candidates() {}

    static List<Candidate> of(CallScope scope, Address address, Step first) {
        List<Keyed> keys = keys(scope, address, first);
        List<BaseAddress> addresses = first.seat().addresses();
        if (keys.size() <= 1 && addresses.size() <= 1) {
            return List.of(Candidate.of(first, 1));
        }
        List<Candidate> all = new ArrayList<>();
        for (Place place : places(address, first)) {
            for (Keyed keyed : keys) {
                if (all.size() < MOST) {
                    all.add(candidate(scope, address, first, place, keyed));
                }
            }
        }
        return List.copyOf(all);
    }

    /** One address, and where it leads. */
    private record Place(Seat seat, int weight, Origin origin) {}

    /** One key, and the request as it goes out with it. */
    private record Keyed(KeyChoice key, Wish wish) {}

    private static Candidate candidate(CallScope scope, Address address, Step first, Place place, Keyed keyed) {
        boolean isFirst = keyed.key().equals(first.key()) && place.seat().equals(first.seat());
        if (isFirst) {
            return Candidate.of(first, place.weight());
        }
        boolean isMoved = !keyed.wish().rest().equals(first.wish().rest());
        Origin origin =
                isMoved ? Planner.route(address, place.seat(), keyed.wish()).origin() : place.origin();
        return new Candidate(
                () -> Planner.equal(scope, address, first, place.seat(), keyed.wish(), keyed.key()),
                keyed.key(),
                place.seat(),
                origin,
                place.weight());
    }

    private static List<Place> places(Address address, Step first) {
        Seat seat = first.seat();
        if (seat.addresses().size() <= 1) {
            return List.of(new Place(seat, 1, first.route().origin()));
        }
        List<Place> places = new ArrayList<>();
        for (BaseAddress one : seat.addresses()) {
            Seat there = seat.at(one);
            places.add(new Place(
                    there,
                    one.weight(),
                    Planner.route(address, there, first.wish()).origin()));
        }
        return places;
    }

    /** The key that was chosen; where all stored ones share the calls and none is named, they as well. */
    private static List<Keyed> keys(CallScope scope, Address address, Step first) {
        Keyed chosen = new Keyed(first.key(), first.wish());
        Routing routing = scope.gateway == null ? Routing.DEFAULT : scope.gateway.routing();
        boolean shares = routing.keys() == Routing.Keys.ALL
                && first.options().byokAlias().isEmpty();
        if (!shares || !(first.key() instanceof KeyChoice.Kept kept) || kept.credential() != Credential.STORED) {
            return List.of(chosen);
        }
        List<Keyed> all = new ArrayList<>();
        all.add(chosen);
        for (StoredKey key : scope.snapshot.keys().all(address.scope(), first.provider())) {
            if (!key.id().equals(kept.key().id())) {
                other(first, kept, key).ifPresent(all::add);
            }
        }
        return all;
    }

    /** Empty where the key is for a resource that this request does not name. */
    private static Optional<Keyed> other(Step first, KeyChoice.Kept chosen, StoredKey key) {
        OpenAiPaths paths = first.seat().provider().openAi();
        Wish wish = first.wish();
        if (!paths.parts().isEmpty()) {
            Optional<Wish> there = elsewhere(first, paths, chosen.key(), key);
            if (there.isEmpty()) {
                return Optional.empty();
            }
            wish = there.get();
        }
        return Optional.of(new Keyed(new KeyChoice.Kept(key, Credential.STORED, first.seat(), wish.rest()), wish));
    }

    private static Optional<Wish> elsewhere(Step first, OpenAiPaths paths, StoredKey from, StoredKey to) {
        try {
            Map<String, String> there = CompatParts.kept(paths, to);
            if (there.equals(CompatParts.kept(paths, from))) {
                return Optional.of(first.wish());
            }
            Wish wish = first.wish();
            return wish.compat()
                    .flatMap(paths::path)
                    .filter(path -> isOf(first, paths, from, path))
                    .map(path -> wish.at(CompatParts.of(first.seat(), paths, first.model(), kept(first, to))
                            .fill(path)));
        } catch (CallRefused unusable) {
            return Optional.empty();
        }
    }

    /** Whether the request went where its key says, rather than where its model's name says. */
    private static boolean isOf(Step first, OpenAiPaths paths, StoredKey from, String path) {
        String own = CompatParts.of(first.seat(), paths, first.model(), kept(first, from))
                .fill(path);
        return Objects.equals(own, first.wish().rest());
    }

    private static KeyChoice kept(Step first, StoredKey key) {
        return new KeyChoice.Kept(key, Credential.STORED, first.seat(), "");
    }
}
