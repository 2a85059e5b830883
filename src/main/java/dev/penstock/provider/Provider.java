package dev.penstock.provider;

import dev.penstock.call.Route;
import java.util.List;
import java.util.Set;

/** One model provider. Everything the gateway knows of it stands in its folder; the rest finds it through the service file. */
public interface Provider {
    /** The name in URLs, rows and prices. */
    String slug();

    /** Other names that mean the same provider in URLs. */
    default Set<String> aliases() {
        return Set.of();
    }

    /** The public address, scheme and path included, without a closing slash. */
    String baseUrl();

    /** Where a client's credential for this provider may stand, the usual place first. */
    List<AuthSlot> authSlots();

    /** Request headers that are ours to read and must not reach the provider. */
    default Set<String> consumedHeaders() {
        return Set.of();
    }

    /**
     * Maps one request to its place at the provider.
     *
     * @throws dev.penstock.call.CallRefused 400 where the path cannot be this provider's
     */
    Route route(ProviderRequest request);
}
