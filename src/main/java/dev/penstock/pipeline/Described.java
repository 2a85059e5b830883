package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import dev.penstock.call.Scope;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A call that is spoken of and not made. Prints no header's value and no body.
 *
 * @param provider its slug, as URLs have it; empty for a call to the universal endpoint
 * @param endpoint path and query below the provider
 * @param token the id of the gateway token it would be made with; empty for one that is nobody's
 * @param seed decides what is drawn by chance on its way; empty for any
 */
public record Described(
        Scope scope,
        Optional<String> provider,
        String method,
        String endpoint,
        Headers headers,
        byte[] body,
        Optional<String> token,
        OptionalLong seed) {

    /** A native call, by nobody in particular. */
    public Described(Scope scope, String provider, String method, String endpoint, Headers headers, byte[] body) {
        this(scope, Optional.of(provider), method, endpoint, headers, body, Optional.empty(), OptionalLong.empty());
    }

    /** What is before the question mark of the endpoint, without a slash before it. */
    String path() {
        int mark = endpoint.indexOf('?');
        String path = mark < 0 ? endpoint : endpoint.substring(0, mark);
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** What is behind it. */
    Optional<String> query() {
        int mark = endpoint.indexOf('?');
        return mark < 0 ? Optional.empty() : Optional.of(endpoint.substring(mark + 1));
    }

    @Override
    public String toString() {
        return "Described[" + scope + " " + method + " " + provider.orElse("universal") + ", " + body.length
                + " bytes]";
    }
}
