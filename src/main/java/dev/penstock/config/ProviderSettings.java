package dev.penstock.config;

import dev.penstock.call.Secret;
import java.util.List;
import java.util.Optional;

/**
 * What the operator changes about a provider.
 *
 * @param baseUrls the addresses used in place of the provider's own; empty where that serves
 * @param authUrl the address of its token service, in place of that service's own
 * @param managedKey the operator's own key
 */
public record ProviderSettings(List<BaseAddress> baseUrls, Optional<String> authUrl, Optional<Secret> managedKey) {
    public ProviderSettings {
        baseUrls = List.copyOf(baseUrls);
    }

    public ProviderSettings(Optional<String> baseUrl) {
        this(baseUrl.map(BaseAddress::of).stream().toList(), Optional.empty(), Optional.empty());
    }
}
