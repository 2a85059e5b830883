package dev.penstock.provider;

import dev.penstock.call.Headers;
import java.util.Optional;

/**
 * What a provider's folder is asked to place.
 *
 * @param account the account the gateway's URL names; part of the path at a provider that numbers its customers so
 * @param rest the path below the provider's slug, without a leading slash, percent-encoded as it came
 * @param query as it came, without the question mark
 * @param baseUrl the address to use: the operator's, or the provider's own
 * @param overridden whether the operator set the address; then no host is derived from the path
 */
public record ProviderRequest(
        String account,
        String method,
        String rest,
        Optional<String> query,
        Headers headers,
        String baseUrl,
        boolean overridden) {}
