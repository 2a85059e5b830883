package dev.penstock.upstream;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnection;
import java.util.IdentityHashMap;

/**
 * Which call used each pooled connection last. A connection goes back to its pool when its answer has come whole, before
 * anybody has read it; a call cancelled after that must not close it, because another may be using it. Touched by one
 * event loop only, and bounded by the connections there are.
 */
final class ConnectionUsers {
    private static final long CLOSING_MILLIS = 100;

    private final Vertx vertx;
    private final IdentityHashMap<HttpConnection, UpstreamCall> latest = new IdentityHashMap<>();

    ConnectionUsers(Vertx vertx) {
        this.vertx = vertx;
    }

    void took(HttpConnection connection, UpstreamCall call) {
        if (latest.put(connection, call) == null) {
            connection.closeHandler(v -> latest.remove(connection));
        }
    }

    boolean isLatest(HttpConnection connection, UpstreamCall call) {
        return latest.get(connection) == call;
    }

    /**
     * Closes the connection of a request that is under way. Vert.x takes it from its pool at once, but closes it only
     * when everything is written, which a provider that reads nothing puts off for ever; so it is closed below Vert.x a
     * moment later. There is no public way to do that.
     */
    void abandon(HttpClientRequest request) {
        request.reset();
        if (request.connection() instanceof HttpClientConnection connection) {
            ChannelHandlerContext channel = connection.channelHandlerContext();
            vertx.setTimer(CLOSING_MILLIS, id -> {
                ChannelFuture _ = channel.close();
            });
        }
    }
}
