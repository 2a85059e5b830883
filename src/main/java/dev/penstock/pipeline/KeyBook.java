package dev.penstock.pipeline;

import dev.penstock.call.Scope;
import dev.penstock.call.StoredKey;
import java.util.List;
import java.util.Optional;

/** The provider keys kept here. Asked on the way of a call, so all of it lies in memory; giving a key opens nothing. */
public interface KeyBook {
    /** Knows no key. */
    KeyBook NONE = new KeyBook() {
        @Override
        public Optional<StoredKey> stored(Scope scope, String provider, Optional<String> alias) {
            return Optional.empty();
        }

        @Override
        public Optional<StoredKey> managed(Scope scope, String provider) {
            return Optional.empty();
        }
    };

    /**
     * A key the account keeps for one of its gateways.
     *
     * @param provider its slug
     * @param alias empty for the gateway's default key of that provider
     */
    Optional<StoredKey> stored(Scope scope, String provider, Optional<String> alias);

    /** Every key the account keeps for one of its gateways and a provider, the default one first; each once. */
    default List<StoredKey> all(Scope scope, String provider) {
        return stored(scope, provider, Optional.empty()).stream().toList();
    }

    /** The operator's own key, where it is switched on for that gateway and that provider. */
    Optional<StoredKey> managed(Scope scope, String provider);

    /** What this book does not know, the other is asked for. */
    default KeyBook or(KeyBook other) {
        KeyBook first = this;
        return new KeyBook() {
            @Override
            public Optional<StoredKey> stored(Scope scope, String provider, Optional<String> alias) {
                return first.stored(scope, provider, alias).or(() -> other.stored(scope, provider, alias));
            }

            @Override
            public List<StoredKey> all(Scope scope, String provider) {
                List<StoredKey> known = first.all(scope, provider);
                return known.isEmpty() ? other.all(scope, provider) : known;
            }

            @Override
            public Optional<StoredKey> managed(Scope scope, String provider) {
                return first.managed(scope, provider).or(() -> other.managed(scope, provider));
            }
        };
    }
}
