package dev.penstock.testkit;

import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.call.StoredKey;
import dev.penstock.pipeline.KeyBook;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stored keys that a test puts in and takes out while a gateway runs; counts how often one was opened. */
public final class KeptKeys implements KeyBook {
    private final Map<String, StoredKey> keys = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong versions = new AtomicLong();

    /** A key of every gateway of the account default; putting it again is a rotation. */
    public KeptKeys put(String provider, String alias, String secret) {
        StoredKey key =
                new StoredKey("key-" + provider + "-" + alias, provider, alias, versions.incrementAndGet(), () -> {
                    opened.incrementAndGet();
                    return new Secret(secret);
                });
        keys.put(provider + "/" + alias, key);
        return this;
    }

    /** A key that cannot be opened any more. */
    public KeptKeys putBroken(String provider, String words) {
        StoredKey key = new StoredKey("broken", provider, "default", 1, () -> {
            throw new IllegalStateException(words);
        });
        keys.put(provider + "/default", key);
        return this;
    }

    public void remove(String provider, String alias) {
        keys.remove(provider + "/" + alias);
    }

    public int opened() {
        return opened.get();
    }

    @Override
    public Optional<StoredKey> stored(Scope scope, String provider, Optional<String> alias) {
        return scope.account().equals("default")
                ? Optional.ofNullable(keys.get(provider + "/" + alias.orElse("default")))
                : Optional.empty();
    }

    @Override
    public List<StoredKey> all(Scope scope, String provider) {
        Optional<StoredKey> first = stored(scope, provider, Optional.empty());
        return scope.account().equals("default")
                ? keys.values().stream()
                        .filter(key -> key.provider().equals(provider))
                        .sorted(Comparator.comparing((StoredKey key) ->
                                        !first.map(StoredKey::id).equals(Optional.of(key.id())))
                                .thenComparing(StoredKey::alias))
                        .toList()
                : List.of();
    }

    @Override
    public Optional<StoredKey> managed(Scope scope, String provider) {
        return Optional.empty();
    }
}
