package dev.penstock.app;

import dev.penstock.call.GatewaySettings.Credentials;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.call.StoredKey;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.GatewayEntry;
import dev.penstock.config.ProviderSettings;
import dev.penstock.config.Settings;
import dev.penstock.pipeline.KeyBook;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Providers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator's own keys, as one revision of the settings has them. Immutable. */
final class ManagedKeys implements KeyBook {
    private static final String ALIAS = "managed";

    private final String account;
    private final GatewayBook gateways;
    private final Map<String, StoredKey> byProvider;

    private ManagedKeys(String account, GatewayBook gateways, Map<String, StoredKey> byProvider) {
        this.account = account;
        this.gateways = gateways;
        this.byProvider = byProvider;
    }

    static ManagedKeys of(Settings settings, GatewayBook gateways) {
        Map<String, StoredKey> keys = new HashMap<>();
        settings.providers()
                .forEach((slug, own) -> own.managedKey().ifPresent(secret -> keys.put(slug, key(slug, secret))));
        return new ManagedKeys(settings.account(), gateways, Map.copyOf(keys));
    }

    /** Why some of these keys cannot be their providers'; holds none of them. */
    static List<String> problems(Settings settings, Providers providers) {
        List<String> problems = new ArrayList<>();
        settings.providers()
                .forEach((slug, own) -> problem(own, providers.find(slug))
                        .ifPresent(why -> problems.add("'providers." + slug + ".managed_key' cannot be used: " + why)));
        problems.sort(null);
        return List.copyOf(problems);
    }

    private static Optional<String> problem(ProviderSettings own, Optional<Provider> provider) {
        return own.managedKey().flatMap(secret -> provider.flatMap(one -> one.keyProblem(secret)));
    }

    private static StoredKey key(String slug, Secret secret) {
        return new StoredKey(ALIAS + ":" + slug, slug, ALIAS, version(secret), () -> secret);
    }

    /**
     * Another one with another value, whichever reload brought it; so short that it tells nothing of the value.
     */
    private static long version(Secret secret) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(secret.reveal().getBytes(StandardCharsets.UTF_8));
            return Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    @Override
    public Optional<StoredKey> stored(Scope scope, String provider, Optional<String> alias) {
        return Optional.empty();
    }

    @Override
    public Optional<StoredKey> managed(Scope scope, String provider) {
        StoredKey key = byProvider.get(provider);
        if (key == null) {
            return Optional.empty();
        }
        boolean isOn = gateways.find(scope)
                .map(GatewayEntry::settings)
                .map(gateway -> isOn(scope, gateway.credentials(), provider))
                .orElse(false);
        return isOn ? Optional.of(key) : Optional.empty();
    }

    /** "Every provider" is said by the file, for its own account; a gateway of another one has what it names. */
    private boolean isOn(Scope scope, Credentials credentials, String provider) {
        return scope.account().equals(account)
                ? credentials.manages(provider)
                : credentials.managed().contains(provider);
    }
}
