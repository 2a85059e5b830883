package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import dev.penstock.call.Scope;

/**
 * A call that is spoken of and not made. Prints no header's value and no body.
 *
 * @param provider its slug, as URLs have it
 * @param endpoint path and query below the provider
 */
public record Described(Scope scope, String provider, String method, String endpoint, Headers headers, byte[] body) {
    @Override
    public String toString() {
        return "Described[" + scope + " " + method + " " + provider + ", " + body.length + " bytes]";
    }
}
