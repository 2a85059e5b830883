package dev.penstock.upstream;

import io.vertx.core.http.HttpConnection;
import java.util.IdentityHashMap;

/**
 * Which call used each pooled connection last. A connection goes back to its pool when its answer has come whole, before
 * anybody has read it; a call cancelled after that must not close it, because another may be using it. Touched by one
 * event loop only, and bounded by the connections there are.
 */
final class ConnectionUsers {
    private final IdentityHashMap<HttpConnection, UpstreamCall> latest = new IdentityHashMap<>();

    void took(HttpConnection connection, UpstreamCall call) {
        if (latest.put(connection, call) == null) {
            connection.closeHandler(v -> latest.remove(connection));
        }
    }

    boolean isLatest(HttpConnection connection, UpstreamCall call) {
        return latest.get(connection) == call;
    }
}
