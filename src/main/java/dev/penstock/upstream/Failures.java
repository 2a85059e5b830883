package dev.penstock.upstream;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Failure;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Reads the HTTP client's exceptions as failures. Details are our own words: messages of exceptions may quote URLs. */
final class Failures {
    private Failures() {}

    /** What went wrong before there was a request. */
    static Failure preparing(Throwable cause) {
        if (cause instanceof CallRefused limited && limited.isByLimit()) {
            return new Failure.OverLimit(limited.refusal());
        }
        return cause instanceof CallRefused refused
                ? new Failure.NotAuthorised(refused.refusal())
                : new Failure.Unusable(
                        "request cannot be made: " + cause.getClass().getSimpleName());
    }

    /** What went wrong before a connection stood. */
    static Failure connecting(Throwable cause) {
        return switch (cause) {
            case UnknownHostException e ->
                new Failure.Unreachable(Failure.Unreachable.At.DNS, "host name does not resolve");
            case ConnectTimeoutException e ->
                new Failure.TimedOut(Failure.TimedOut.Waiting.CONNECT, "no connection within the connect time-out");
            case TimeoutException e ->
                new Failure.TimedOut(Failure.TimedOut.Waiting.CONNECT, "no connection within the connect time-out");
            case SSLException e ->
                new Failure.Unreachable(Failure.Unreachable.At.TLS, "TLS handshake failed: certificate or protocol");
            case ConnectionPoolTooBusyException e ->
                new Failure.Unreachable(Failure.Unreachable.At.CONNECT, "too many calls wait for a connection");
            case ConnectException e -> new Failure.Unreachable(Failure.Unreachable.At.CONNECT, "connection refused");
            case NoRouteToHostException e ->
                new Failure.Unreachable(Failure.Unreachable.At.CONNECT, "no route to host");
            default -> other(cause);
        };
    }

    /** What went wrong after the request began to leave. */
    static Failure answering(Throwable cause) {
        return switch (cause) {
            case HttpClosedException e -> new Failure.Broken("connection closed before the answer was whole");
            case TimeoutException e ->
                new Failure.TimedOut(Failure.TimedOut.Waiting.FIRST_BYTE, "no answer within the first-byte deadline");
            case java.io.IOException e -> new Failure.Broken("connection reset");
            default ->
                new Failure.Broken("answer cannot be read: " + cause.getClass().getSimpleName());
        };
    }

    private static Failure other(Throwable cause) {
        Throwable inner = cause.getCause();
        if (inner != null) {
            return connecting(inner);
        }
        return new Failure.Unreachable(
                Failure.Unreachable.At.CONNECT,
                "no connection: " + cause.getClass().getSimpleName());
    }
}
