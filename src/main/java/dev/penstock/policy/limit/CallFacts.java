package dev.penstock.policy.limit;

import dev.penstock.call.Scope;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What limits ask of one attempt of a call.
 *
 * @param token the gateway token's id
 * @param key the alias of the stored provider key that is used
 * @param provider the slug of the provider it goes to
 * @param model the model it goes to; with or without the provider and a slash before it
 * @param session what the call belongs to
 * @param bodyHash of the request body; asked for only where a limit wants it
 * @param stream whether the answer is to be streamed
 * @param field a header or a field of the body, for quotas of routes
 */
public record CallFacts(
        Scope scope,
        Optional<String> token,
        Optional<String> key,
        String provider,
        String model,
        CallMetadata metadata,
        Optional<String> session,
        Supplier<String> bodyHash,
        boolean stream,
        Function<String, Optional<String>> field) {

    /** Where no quota of a route asks for anything else. */
    public CallFacts(
            Scope scope,
            Optional<String> token,
            Optional<String> key,
            String provider,
            String model,
            CallMetadata metadata,
            Optional<String> session,
            Supplier<String> bodyHash,
            boolean stream) {
        this(scope, token, key, provider, model, metadata, session, bodyHash, stream, ignored -> Optional.empty());
    }

    /** The model as its provider names it. */
    String ownModel() {
        String prefix = provider + "/";
        return model.startsWith(prefix) ? model.substring(prefix.length()) : model;
    }

    /** The model as {@code provider/model}. */
    String fullModel() {
        return provider + "/" + ownModel();
    }

    @Override
    public String toString() {
        return "CallFacts[" + scope.account() + "/" + scope.gateway() + " " + fullModel() + "]";
    }
}
