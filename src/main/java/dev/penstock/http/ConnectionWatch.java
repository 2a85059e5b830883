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
    /** A pipelined request is seen before the answer to the one before it has ended. */
    private int underWay;

    private long timer = -1;
    private boolean ending;

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
        underWay++;
        response.endHandler(v -> answered());
    }

    /** An answer has said that the connection closes: what the client sent behind that request is not for us to read. */
    void lastAnswer() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    void close() {
        vertx.cancelTimer(timer);
    }

    private void answered() {
        underWay--;
        if (underWay == 0 && !ending) {
            awaitHead(keepAlive);
        }
    }
}
