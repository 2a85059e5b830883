package dev.penstock.provider;

import dev.penstock.call.Route;
import dev.penstock.call.Secret;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One model provider. Everything the gateway knows of it stands in its folder; the rest finds it through the service file. */
public interface Provider {
    /** The name in URLs, rows and prices. */
    String slug();

    /** Other names that mean the same provider in URLs. */
    default Set<String> aliases() {
        return Set.of();
    }

    /**
     * The public address, scheme and path included, without a closing slash. A name in braces stands for what is taken
     * from the call, so not every one is a URL.
     */
    String baseUrl();

    /** The shapes of a path below the slug; a name in braces is filled in by the caller. */
    default List<String> pathForms() {
        return List.of("{path}");
    }

    /** The calls whose answers we can read; all others pass unread. */
    default List<Served> serves() {
        return List.of();
    }

    /** Where it takes calls of OpenAI's shape, so that one entry serves all who do; no place where it takes none. */
    default OpenAiPaths openAi() {
        return OpenAiPaths.NONE;
    }

    /** Where a client's credential for this provider may stand, the usual place first. */
    List<AuthSlot> authSlots();

    /** How a key that is kept here gets onto a request: in the usual place, unless the folder says otherwise. */
    default KeyUse keyUse() {
        return new KeyUse.InSlot(authSlots().getFirst());
    }

    /** Why a secret cannot be kept as a key of this provider, and what to do; never with the secret. */
    default Optional<String> keyProblem(Secret secret) {
        return SecretText.keyProblem(secret);
    }

    /**
     * Whether a gateway that insists on callers' keys refuses a call without one. A server on the operator's own machine
     * asks for none.
     */
    default boolean needsKey() {
        return !baseUrl().startsWith("http://127.0.0.1");
    }

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
