package dev.penstock.http;

import dev.penstock.call.Codes;
import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.pipeline.Client;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The data plane's listener on one event loop. */
public final class DataServer {
    private static final int LINE_BYTES = 16 * 1024;
    private static final String HEALTH = "/ai-gateway/health";

    private final Vertx vertx;
    private final Supplier<Bounds> bounds;
    private final AtomicInteger connections;
    private final LongSupplier nanos;
    private final Consumer<Client> carry;
    private final Supplier<byte[]> health;
    private final HttpServer server;
    /** The watches of this loop's connections; touched by this loop only. */
    private final IdentityHashMap<HttpConnection, ConnectionWatch> watches = new IdentityHashMap<>();

    private boolean draining;

    /**
     * @param bounds as they are now; those of the listener itself are read once
     * @param connections open connections, counted over all event loops
     * @param nanos the monotonic clock
     * @param carry what is done with a call
     * @param health what anybody may know of how the gateway's targets are, as JSON
     */
    public DataServer(
            Vertx vertx,
            Supplier<Bounds> bounds,
            AtomicInteger connections,
            LongSupplier nanos,
            Consumer<Client> carry,
            Supplier<byte[]> health) {
        this.vertx = vertx;
        this.bounds = bounds;
        this.connections = connections;
        this.nanos = nanos;
        this.carry = carry;
        this.health = health;
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(bounds.get().headerBytes())
                .setMaxInitialLineLength(LINE_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true)
                .setAcceptBacklog(4096);
        this.server = vertx.createHttpServer(options)
                .connectionHandler(this::accepted)
                .invalidRequestHandler(DataServer::invalid)
                .requestHandler(this::request);
    }

    public Future<Integer> listen(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    /** From now on every answer closes its connection. */
    public void drain() {
        draining = true;
    }

    /** No new connections; the open ones close as their calls end, the last of them after this time. */
    public Future<Void> shutdown(Duration longest) {
        return server.shutdown(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void accepted(HttpConnection connection) {
        int open = connections.incrementAndGet();
        ConnectionWatch watch =
                new ConnectionWatch(vertx, nanos, connection, bounds.get().keepAlive());
        connection.closeHandler(v -> {
            connections.decrementAndGet();
            watch.close();
            watches.remove(connection);
        });
        // Clients go as they like; without a handler Vert.x would log each reset as an error.
        connection.exceptionHandler(broken -> {});
        watches.put(connection, watch);
        if (open > bounds.get().connections()) {
            connection.close();
        } else {
            watch.awaitHead(bounds.get().head());
        }
    }

    private void request(HttpServerRequest request) {
        ConnectionWatch watch = watches.get(request.connection());
        if (watch == null || watch.isEnding()) {
            // Sent behind a request whose answer ends the connection: it must never be carried.
            request.connection().close();
            return;
        }
        watch.requestSeen(request.response());
        Exchange exchange = new Exchange(vertx, request, bounds.get(), nanos.getAsLong(), watch::lastAnswer);
        request.pause();
        if (draining) {
            request.response().putHeader("connection", "close");
        }
        String method = exchange.method();
        if (method.equals("TRACE") || method.equals("CONNECT")) {
            exchange.refuse(
                    Refusal.of(405, Codes.MALFORMED, "Method " + method + " is not carried")
                            .closing(),
                    Headers.EMPTY);
        } else if (exchange.headers().has("upgrade")) {
            exchange.refuse(
                    Refusal.of(400, Codes.MALFORMED, "Upgrade is not served here")
                            .closing(),
                    Headers.EMPTY);
        } else if (!exchange.path().startsWith("/")) {
            exchange.refuse(
                    Refusal.of(400, Codes.MALFORMED, "Request target must be a path")
                            .closing(),
                    Headers.EMPTY);
        } else if (isHealth(request)) {
            answerHealth(request);
        } else {
            carry.accept(exchange);
        }
    }

    /** With a body it is an ordinary call, which reads or refuses that. */
    private static boolean isHealth(HttpServerRequest request) {
        return HEALTH.equals(request.path())
                && request.method().equals(HttpMethod.GET)
                && !request.headers().contains("content-length")
                && !request.headers().contains("transfer-encoding");
    }

    /** Nobody sends further calls to a gateway that is about to stop. */
    private void answerHealth(HttpServerRequest request) {
        request.resume();
        request.response()
                .setStatusCode(draining ? 503 : 200)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(Buffer.buffer(health.get()));
    }

    private static void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Refusal refusal = refused(cause);
        request.response()
                .setStatusCode(refusal.status())
                .putHeader("content-type", "application/json")
                .putHeader("connection", "close")
                .end(ErrorBody.of(refusal))
                .onComplete(done -> request.connection().close());
    }

    private static Refusal refused(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.of(414, Codes.OUT_OF_BOUNDS, "Request line is longer than " + LINE_BYTES + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Refusal.of(431, Codes.OUT_OF_BOUNDS, "Request header is larger than limits.header_bytes");
        }
        return Refusal.of(400, Codes.MALFORMED, "Request is not valid HTTP/1.1");
    }
}
