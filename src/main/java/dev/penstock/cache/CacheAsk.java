package dev.penstock.cache;

import dev.penstock.call.Scope;
import java.util.Set;

/**
 * All of a call that decides on its answer. Two calls that are alike in it may have the same answer.
 *
 * @param provider its slug
 * @param origin scheme, host and port the call goes to
 * @param endpoint path and query without any credential
 * @param credential what {@link CacheCredential} says of the key the provider is shown
 * @param body as it is sent; empty is none
 * @param ignoredFields top-level fields the operator says make no difference
 * @param formFields top-level fields that only ask for a form; the form stands for all they say
 * @param form how the answer is wanted, such as {@code body}, {@code sse} or {@code sse+usage}
 */
public record CacheAsk(
        Scope scope,
        String provider,
        String origin,
        String method,
        String endpoint,
        KeyedHeaders headers,
        String credential,
        byte[] body,
        Set<String> ignoredFields,
        Set<String> formFields,
        String form) {

    public CacheAsk {
        ignoredFields = Set.copyOf(ignoredFields);
        formFields = Set.copyOf(formFields);
    }

    /** Prints no content. */
    @Override
    public String toString() {
        return "CacheAsk[" + scope + " " + provider + " " + method + " " + body.length + " bytes as " + form + "]";
    }
}
