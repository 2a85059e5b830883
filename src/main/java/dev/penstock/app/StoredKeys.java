package dev.penstock.app;

import dev.penstock.admin.keys.KeptKey;
import dev.penstock.call.Scope;
import dev.penstock.call.StoredKey;
import dev.penstock.control.ControlState;
import dev.penstock.pipeline.KeyBook;
import dev.penstock.vault.Vault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys that gateways keep, as one state has them. Immutable; each is decrypted only when it is sent. */
final class StoredKeys implements KeyBook {
    private static final String DEFAULT = "default";

    private final Map<Place, StoredKey> byAlias = new HashMap<>();
    private final Map<Place, StoredKey> defaults = new HashMap<>();

    private final Map<Place, List<StoredKey>> all = new HashMap<>();

    private StoredKeys() {}

    static StoredKeys of(ControlState state, Vault vault) {
        StoredKeys keys = new StoredKeys();
        for (KeptKey kept : KeptKey.all(state)) {
            StoredKey key =
                    new StoredKey(kept.id(), kept.provider(), kept.alias(), kept.version(), () -> kept.open(vault));
            keys.byAlias.put(new Place(kept.scope(), kept.provider(), kept.alias()), key);
            if (kept.isDefault()) {
                keys.defaults.put(new Place(kept.scope(), kept.provider(), ""), key);
            }
            keys.all
                    .computeIfAbsent(new Place(kept.scope(), kept.provider(), ""), place -> new ArrayList<>())
                    .add(key);
        }
        keys.all.replaceAll(keys::inOrder);
        return keys;
    }

    /** The one that serves a call which names none comes first, the others by their aliases. */
    private List<StoredKey> inOrder(Place place, List<StoredKey> unordered) {
        Optional<StoredKey> first = stored(place.scope, place.provider, Optional.empty());
        return unordered.stream()
                .sorted(Comparator.comparing(
                                (StoredKey key) -> first.filter(key::equals).isEmpty())
                        .thenComparing(StoredKey::alias))
                .toList();
    }

    /** Without an alias: the one marked as default, else the one called so. */
    @Override
    public Optional<StoredKey> stored(Scope scope, String provider, Optional<String> alias) {
        if (alias.isPresent() && !alias.get().equals(DEFAULT)) {
            return Optional.ofNullable(byAlias.get(new Place(scope, provider, alias.get())));
        }
        Optional<StoredKey> called = Optional.ofNullable(byAlias.get(new Place(scope, provider, DEFAULT)));
        return alias.isPresent()
                ? called
                : Optional.ofNullable(defaults.get(new Place(scope, provider, "")))
                        .or(() -> called);
    }

    @Override
    public List<StoredKey> all(Scope scope, String provider) {
        return all.getOrDefault(new Place(scope, provider, ""), List.of());
    }

    @Override
    public Optional<StoredKey> managed(Scope scope, String provider) {
        return Optional.empty();
    }

    private record Place(Scope scope, String provider, String alias) {}
}
