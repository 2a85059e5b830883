package dev.penstock.call;

import java.util.Optional;

/**
 * Where one request goes and how its bytes are to be read.
 *
 * @param path the absolute path at the origin, percent-encoded as it is sent
 * @param query the query without its question mark, as it is sent
 * @param model the model, where the path names it
 * @param streams whether the path itself asks for a stream (Gemini, Bedrock); empty where the body says so
 */
public record Route(
        Origin origin,
        String path,
        Optional<String> query,
        Dialect dialect,
        UsageRules rules,
        Optional<String> model,
        Optional<Boolean> streams) {

    /** Path and query as the request line carries them. */
    public String target() {
        return query.map(q -> path + "?" + q).orElse(path);
    }
}
