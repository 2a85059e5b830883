package dev.penstock.app;

import dev.penstock.admin.keys.KeptKey;
import dev.penstock.call.Scope;
import dev.penstock.call.StoredKey;
import dev.penstock.control.ControlState;
import dev.penstock.pipeline.KeyBook;
import dev.penstock.vault.Vault;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The keys that gateways keep, as one state has them. Immutable; each is decrypted only when it is sent. */
final class StoredKeys implements KeyBook {
    private static final String DEFAULT = "default";

    private final Map<Place, StoredKey> byAlias = new HashMap<>();
    private final Map<Place, StoredKey> defaults = new HashMap<>();

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
        }
        return keys;
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
    public Optional<StoredKey> managed(Scope scope, String provider) {
        return Optional.empty();
    }

    private record Place(Scope scope, String provider, String alias) {}
}
