package dev.penstock.http;

import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.pipeline.Client;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.streams.WriteStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and its answer on one client connection. */
final class Exchange implements Client {
    private static final long LINGER_MILLIS = 500;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Bounds bounds;
    private final long arrivedNanos;
    private final Runnable closing;
    private final Headers headers;
    private final String path;
    private final String query;
    private @Nullable BodyReader body;
    private @Nullable Runnable gone;
    private boolean bodyRead;
    private boolean ended;
    private boolean goneAlready;

    /** @param closing told when the answer says that it is the connection's last */
    Exchange(Vertx vertx, HttpServerRequest request, Bounds bounds, long arrivedNanos, Runnable closing) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.bounds = bounds;
        this.arrivedNanos = arrivedNanos;
        this.closing = closing;
        Headers.Builder copied = Headers.builder();
        for (Map.Entry<String, String> field : request.headers()) {
            copied.add(field.getKey(), field.getValue());
        }
        this.headers = copied.build();
        String uri = request.uri();
        int mark = uri.indexOf('?');
        this.path = mark < 0 ? uri : uri.substring(0, mark);
        this.query = mark < 0 ? "" : uri.substring(mark + 1);
        // The socket is watched from here to the end, also before the first byte of the answer.
        response.closeHandler(v -> left());
        response.exceptionHandler(cause -> left());
        request.exceptionHandler(cause -> left());
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public long arrivedNanos() {
        return arrivedNanos;
    }

    @Override
    public Future<Buffer> body() {
        if (request.isEnded()) {
            bodyRead = true;
            return Future.succeededFuture(Buffer.buffer(0));
        }
        BodyReader reader = new BodyReader(vertx, request, bounds, declaredLength(), this::welcome);
        body = reader;
        Future<Buffer> whole = reader.read();
        request.exceptionHandler(cause -> left());
        return whole.onSuccess(bytes -> bodyRead = true);
    }

    /** Tells a client that asked before it sent that its body may come. */
    private void welcome() {
        if (headers.has("expect")) {
            response.writeContinue();
        }
    }

    @Override
    public void whenGone(Runnable action) {
        gone = action;
        if (goneAlready) {
            action.run();
        }
    }

    @Override
    public void begin(int status, Headers head, long lengthOrMinusOne) {
        response.setStatusCode(status);
        head.forEach((name, value) -> response.headers().add(name, value));
        if (lengthOrMinusOne >= 0) {
            response.headers().set("content-length", Long.toString(lengthOrMinusOne));
        } else {
            response.setChunked(true);
        }
        response.setWriteQueueMaxSize(bounds.writeBuffer());
    }

    @Override
    public WriteStream<Buffer> out() {
        return response;
    }

    @Override
    public Future<Void> end() {
        settled();
        return written(response.end());
    }

    @Override
    public Future<Void> end(Buffer body) {
        settled();
        return written(response.end(body));
    }

    @Override
    public void breakOff() {
        settled();
        // An empty write completes after all earlier ones have left.
        written(response.write(Buffer.buffer(0)))
                .onComplete(done -> request.connection().close());
    }

    @Override
    public void abandon() {
        settled();
        cut();
    }

    /** Waits for the last bytes no longer than for any others. */
    private Future<Void> written(Future<Void> written) {
        if (!written.isComplete()) {
            long stall = vertx.setTimer(bounds.writeStall().toMillis(), id -> cut());
            written.onComplete(done -> vertx.cancelTimer(stall));
        }
        return written;
    }

    /**
     * Closes the socket over bytes the client has not taken. HttpConnection.close waits for them to leave, which is what
     * such a client does not let happen; so does Channel.close. Only below the connection's own handler nothing waits.
     */
    private void cut() {
        if (request.connection() instanceof HttpServerConnection connection) {
            ChannelFuture _ = connection.channelHandlerContext().close();
        }
    }

    @Override
    public void refuse(Refusal refusal, Headers extra) {
        if (ended || response.headWritten()) {
            return;
        }
        settled();
        response.setStatusCode(refusal.status());
        extra.forEach((name, value) -> response.headers().add(name, value));
        response.putHeader("content-type", "application/json");
        refusal.retryAfter().ifPresent(wait -> response.putHeader("retry-after", Long.toString(wait.toSeconds())));
        // Unread bytes of a body must never be taken for the next request.
        boolean closes = refusal.closes() || (!bodyRead && !request.isEnded());
        if (closes) {
            closing.run();
            response.putHeader("connection", "close");
        }
        Future<Void> written = response.end(ErrorBody.of(refusal));
        if (closes) {
            written.onComplete(done -> closeSoftly());
        }
    }

    /** Closing at once over unread bytes would reset the connection and take the answer with it. */
    private void closeSoftly() {
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        long timer = vertx.setTimer(LINGER_MILLIS, id -> request.connection().close());
        request.handler(bytes -> {});
        request.endHandler(v -> {
            vertx.cancelTimer(timer);
            request.connection().close();
        });
        request.resume();
    }

    private long declaredLength() {
        return headers.first("content-length").map(Exchange::length).orElse(-1L);
    }

    private static long length(String value) {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void settled() {
        ended = true;
        release();
    }

    private void release() {
        BodyReader held = body;
        if (held != null) {
            body = null;
            held.release();
        }
    }

    private void left() {
        if (ended || goneAlready) {
            return;
        }
        goneAlready = true;
        release();
        Runnable action = gone;
        if (action != null) {
            action.run();
        }
    }
}
