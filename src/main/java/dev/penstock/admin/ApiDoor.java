package dev.penstock.admin;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The wire of the management API: bounded bodies, bounded work, one virtual thread a request. */
final class ApiDoor {
    private static final int LARGEST_BODY = 1 << 20;
    private static final int LARGEST_BODY_OF_ANYBODY = 16 << 10;
    private static final int MOST_AT_ONCE = 128;
    private static final String BEARER = "bearer ";

    private final Vertx vertx;
    private final Api api;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    ApiDoor(Vertx vertx, Api api) {
        this.vertx = vertx;
        this.api = api;
    }

    void take(HttpServerRequest request) {
        try {
            admit(request);
        } catch (ApiRefused refused) {
            refuse(request, refused);
        }
    }

    /** Whether the request may read what concerns the whole installation; answers it where it may not. */
    boolean mayReadInstallation(HttpServerRequest request) {
        try {
            if (api.mayReadInstallation(token(request), address(request))) {
                return true;
            }
            throw ApiRefused.of(401, Problem.of(10000, "Authentication error"));
        } catch (ApiRefused refused) {
            refuse(request, refused);
            return false;
        }
    }

    private static void refuse(HttpServerRequest request, ApiRefused refused) {
        if (refused.retryAfterSeconds() > 0) {
            request.response().putHeader("retry-after", Integer.toString(refused.retryAfterSeconds()));
        }
        send(request, Answer.of(refused));
    }

    /** Asked of the channel: the request's own remoteAddress() needs the QUIC classes, which are not shipped. */
    private static String address(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                        && connection.channel().remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : "";
    }

    private void admit(HttpServerRequest request) {
        Api.Admitted admitted = api.admit(
                request.method().name(), segments(String.valueOf(request.path())), token(request), address(request));
        Query query = Query.parse(request.query() == null ? "" : request.query());
        boolean isOpen = admitted.endpoint().access().level() == Level.OPEN;
        Body body = new Body(isOpen ? LARGEST_BODY_OF_ANYBODY : LARGEST_BODY);
        request.handler(body::add);
        request.endHandler(v -> {
            if (body.tooLarge) {
                String told = "The body is larger than " + body.most + " bytes";
                send(request, Answer.of(ApiRefused.of(413, Problem.of(7001, told))));
            } else {
                work(request, admitted, query, body.bytes.getBytes());
            }
        });
    }

    /** Room is taken for work, not for waiting: whoever sends a body slowly keeps nobody out. */
    private void work(HttpServerRequest request, Api.Admitted admitted, Query query, byte[] body) {
        if (!room.tryAcquire()) {
            refuse(
                    request,
                    ApiRefused.of(503, Problem.of(7013, "Too many management requests at once; try again"))
                            .retryAfter(1));
            return;
        }
        Context context = vertx.getOrCreateContext();
        Thread.ofVirtual().name("api").start(() -> {
            Answer answer;
            try {
                answer = api.answer(admitted, query, body);
            } finally {
                room.release();
            }
            context.runOnContext(v -> send(request, answer));
        });
    }

    /** Collects a body up to its bound, and reads the rest away. */
    private static final class Body {
        private final Buffer bytes = Buffer.buffer();
        private final int most;
        private boolean tooLarge;

        Body(int most) {
            this.most = most;
        }

        void add(Buffer part) {
            tooLarge = tooLarge || bytes.length() + part.length() > most;
            if (!tooLarge) {
                bytes.appendBuffer(part);
            }
        }
    }

    private static void send(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(answer.status())
                .putHeader("content-type", answer.contentType())
                .putHeader("cache-control", "no-store")
                .putHeader("x-content-type-options", "nosniff")
                .end(Buffer.buffer(answer.body()));
    }

    private static Optional<String> token(HttpServerRequest request) {
        List<String> sent = request.headers().getAll("authorization");
        if (sent.size() != 1) {
            return Optional.empty();
        }
        String value = sent.getFirst().strip();
        return value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(value.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", 32)) {
            try {
                // A plus sign is itself in a path.
                segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                throw ApiRefused.invalid(Problem.of(Problem.INVALID, "The path has a malformed percent sign"));
            }
        }
        return segments;
    }
}
