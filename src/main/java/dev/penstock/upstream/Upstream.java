package dev.penstock.upstream;

import dev.penstock.call.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;

/**
 * The door to providers. One per event loop, so that a call and its upstream connection live on the same thread.
 * Redirects are never followed and answers are never decompressed behind our back.
 */
public final class Upstream {
    /** Below the idle time of the load balancers in front of providers, so that a pooled connection is rarely stale. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    private static final int WAITING_PER_ORIGIN = 2_000;

    private final HttpClient client;
    private final ConnectionUsers users;
    private final Names names;

    private Upstream(HttpClient client, ConnectionUsers users, Names names) {
        this.client = client;
        this.users = users;
        this.names = names;
    }

    /**
     * @param connections the most connections to one origin from this event loop
     * @param headerBytes the most bytes of an answer's head
     * @param lookup asked for the addresses of guarded hosts
     */
    public static Upstream open(Vertx vertx, Duration connect, int connections, int headerBytes, HostLookup lookup) {
        HttpClientOptions options = options(connect, headerBytes);
        return open(vertx, options, connections, new Names(vertx, lookup, connect, Names.Memory.USUAL));
    }

    static HttpClientOptions options(Duration connect, int headerBytes) {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setConnectTimeout(Math.toIntExact(connect.toMillis()))
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(headerBytes)
                .setDecompressionSupported(false)
                .setForceSni(true)
                .setTcpNoDelay(true);
    }

    static Upstream open(Vertx vertx, HttpClientOptions options, int connections, Names names) {
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(connections)
                .setMaxWaitQueueSize(WAITING_PER_ORIGIN)
                .setEventLoopSize(0);
        // A connection that breaks is told to the call on it; without a handler Vert.x would log it as an error, too.
        HttpClient client = vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
                .build();
        return new Upstream(client, new ConnectionUsers(vertx), names);
    }

    /** Sends one request; where it is guarded, its host is resolved first, judged, and connected to as it was judged. */
    public UpstreamCall send(Outgoing outgoing) {
        return UpstreamCall.send(client, users, names, outgoing);
    }

    /**
     * Sends a request once it is ready.
     *
     * @param outgoing fails with CallRefused where no credential could be put onto it; then nothing is sent
     */
    public UpstreamCall send(Future<Outgoing> outgoing) {
        return UpstreamCall.send(client, users, names, outgoing);
    }

    /** Reads what ended a body early as a failure. */
    public static Failure broken(Throwable cause) {
        return Failures.answering(cause);
    }
}
