package dev.penstock.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The management listener: health for whoever restarts us, readiness for whoever sends us calls, metrics, the API. */
public final class AdminServer {
    private final HttpServer server;
    private final BooleanSupplier ready;
    private final Supplier<Exposition> metrics;
    private final ApiDoor door;

    /** Metrics as they are answered. */
    public record Exposition(String contentType, byte[] body) {}

    private final boolean isPrivate;

    /** @param isPrivate whether only this machine can reach it; then metrics need no token */
    public AdminServer(Vertx vertx, BooleanSupplier ready, Supplier<Exposition> metrics, Api api, boolean isPrivate) {
        this.isPrivate = isPrivate;
        this.ready = ready;
        this.metrics = metrics;
        this.door = new ApiDoor(vertx, api);
        HttpServerOptions options = new HttpServerOptions().setIdleTimeout(75).setHttp2ClearTextEnabled(false);
        this.server = vertx.createHttpServer(options).requestHandler(this::answer);
    }

    public Future<Integer> listen(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    public Future<Void> close() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        switch (path) {
            case "/healthz" -> text(request, 200, "ok\n");
            case "/readyz" ->
                text(request, ready.getAsBoolean() ? 200 : 503, ready.getAsBoolean() ? "ready\n" : "draining\n");
            case "/metrics" -> {
                if (isPrivate || door.mayReadInstallation(request)) {
                    Exposition exposition = metrics.get();
                    request.response()
                            .putHeader("content-type", exposition.contentType())
                            .end(Buffer.buffer(exposition.body()));
                }
            }
            default -> {
                if (path.startsWith("/")) {
                    door.take(request);
                } else {
                    text(request, 400, "A path begins with a slash\n");
                }
            }
        }
    }

    private static void text(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end(body);
    }
}
