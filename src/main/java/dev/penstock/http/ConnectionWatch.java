package dev.penstock.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * The deadlines of one client connection outside its calls: an absolute one for a head, whatever the pace of its bytes,
 * and one for the pause between two requests.
 */
final class ConnectionWatch {
    private final Vertx vertx;
    private final HttpConnection connection;
    private final Duration keepAlive;
    private long timer = -1;

    ConnectionWatch(Vertx vertx, HttpConnection connection, Duration keepAlive) {
        this.vertx = vertx;
        this.connection = connection;
        this.keepAlive = keepAlive;
    }

    void awaitHead(Duration deadline) {
        timer = vertx.setTimer(deadline.toMillis(), id -> connection.close());
    }

    void requestSeen(HttpServerResponse response) {
        close();
        response.endHandler(v -> awaitHead(keepAlive));
    }

    void close() {
        vertx.cancelTimer(timer);
    }
}
