package dev.penstock.config;

import dev.penstock.call.Secret;
import java.util.Optional;

/**
 * What the operator changes about a provider.
 *
 * @param baseUrl the address used in place of the provider's own, without a closing slash
 * @param authUrl the address of its token service, in place of that service's own
 * @param managedKey the operator's own key
 */
public record ProviderSettings(Optional<String> baseUrl, Optional<String> authUrl, Optional<Secret> managedKey) {
    public ProviderSettings(Optional<String> baseUrl) {
        this(baseUrl, Optional.empty(), Optional.empty());
    }
}
