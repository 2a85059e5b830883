package dev.penstock.upstream;

import dev.penstock.call.Headers;
import dev.penstock.call.Origin;
import dev.penstock.egress.EgressGuard;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * One request as it leaves for a provider. Its headers hold a credential, so it prints where it goes and nothing else.
 *
 * @param guard judges the addresses of the origin's host where somebody else than the operator named it
 */
public record Outgoing(
        Origin origin,
        String method,
        String target,
        Headers headers,
        Optional<Buffer> body,
        Optional<EgressGuard> guard) {

    /** To a place the operator named, or a provider's own. */
    public Outgoing(Origin origin, String method, String target, Headers headers, Optional<Buffer> body) {
        this(origin, method, target, headers, body, Optional.empty());
    }

    @Override
    public String toString() {
        return method + " " + origin;
    }
}
