package dev.penstock.provider;

import dev.penstock.call.Headers;
import dev.penstock.call.Origin;
import java.util.Optional;

/**
 * A request that is about to leave, but for its credential. Prints where it goes and nothing else.
 *
 * @param rest the path below the provider's slug, as the caller wrote it
 * @param path the path at the origin
 * @param query without the question mark, and without any credential
 * @param headers all that leave, but the host and what frames the body
 */
public record KeyedCall(
        String method, Origin origin, String rest, String path, Optional<String> query, Headers headers, byte[] body) {

    /** Path and query as the request line carries them. */
    public String target() {
        return query.map(q -> path + "?" + q).orElse(path);
    }

    @Override
    public String toString() {
        return method + " " + origin;
    }
}
