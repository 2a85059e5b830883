package dev.penstock.config;

import java.util.Optional;

/**
 * What the operator changes about a provider.
 *
 * @param baseUrl the address used in place of the provider's own, without a closing slash
 */
public record ProviderSettings(Optional<String> baseUrl) {}
