package dev.penstock.upstream;

import dev.penstock.call.Headers;
import dev.penstock.call.Origin;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** One request as it leaves for a provider. Its headers hold a credential, so it prints where it goes and nothing else. */
public record Outgoing(Origin origin, String method, String target, Headers headers, Optional<Buffer> body) {
    @Override
    public String toString() {
        return method + " " + origin;
    }
}
