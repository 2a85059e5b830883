package dev.penstock.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The deadlines of one client connection outside its calls: an absolute one for a head, whatever the pace of its bytes,
 * and one for the pause between two requests.
 */
final class ConnectionWatch {
    private final Vertx vertx;
    private final LongSupplier nanos;
    private final HttpConnection connection;
    private final Duration keepAlive;
    /** A pipelined request is seen before the answer to the one before it has ended. */
    private int underWay;

    /** When the connection must have sent a head; a request in the meantime only moves it, and touches no timer. */
    private long dueNanos;

    private long timer = -1;
    private boolean armed;
    private boolean ending;

    ConnectionWatch(Vertx vertx, LongSupplier nanos, HttpConnection connection, Duration keepAlive) {
        this.vertx = vertx;
        this.nanos = nanos;
        this.connection = connection;
        this.keepAlive = keepAlive;
    }

    void awaitHead(Duration deadline) {
        dueNanos = nanos.getAsLong() + deadline.toNanos();
        if (!armed) {
            arm(deadline);
        }
    }

    private void arm(Duration wait) {
        armed = true;
        timer = vertx.setTimer(Math.max(1, wait.toMillis()), id -> look());
    }

    private void look() {
        armed = false;
        Duration left = Duration.ofNanos(dueNanos - nanos.getAsLong());
        if (underWay > 0) {
            return;
        }
        if (left.isPositive()) {
            arm(left);
        } else {
            connection.close();
        }
    }

    void requestSeen(HttpServerResponse response) {
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
