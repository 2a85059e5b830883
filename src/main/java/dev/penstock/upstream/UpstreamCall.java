package dev.penstock.upstream;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request under way to one provider. Cancelling it at any moment closes its connection, also while it is being
 * opened: an answer nobody waits for must not cost anything, and must never be read by the next call.
 */
public final class UpstreamCall {
    private final Promise<Reply> reply = Promise.promise();
    private @Nullable HttpClientRequest request;
    private boolean cancelled;

    private UpstreamCall() {}

    static UpstreamCall send(HttpClient client, Outgoing outgoing) {
        UpstreamCall call = new UpstreamCall();
        client.request(options(outgoing))
                .onSuccess(request -> call.connected(request, outgoing))
                .onFailure(cause -> call.reply.tryComplete(new Reply.NotAnswered(Failures.connecting(cause))));
        return call;
    }

    /** Never fails: what went wrong is a reply too. */
    public Future<Reply> reply() {
        return reply.future();
    }

    public void cancel() {
        cancelled = true;
        if (request != null) {
            request.reset();
        }
    }

    private static RequestOptions options(Outgoing outgoing) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(outgoing.method()))
                .setHost(outgoing.origin().host())
                .setPort(outgoing.origin().port())
                .setSsl(outgoing.origin().tls())
                .setURI(outgoing.target());
        outgoing.headers().forEach(options::addHeader);
        return options;
    }

    private void connected(HttpClientRequest opened, Outgoing outgoing) {
        request = opened;
        // What goes wrong is told by the reply; unheard, the library would print it.
        opened.exceptionHandler(cause -> {});
        if (cancelled) {
            opened.reset();
            return;
        }
        opened.response()
                .onSuccess(this::answered)
                .onFailure(cause -> reply.tryComplete(new Reply.NotAnswered(Failures.answering(cause))));
        if (outgoing.body().isPresent()) {
            opened.end(outgoing.body().get());
        } else {
            opened.end();
        }
    }

    private void answered(HttpClientResponse response) {
        // Held still until somebody reads: back-pressure begins with the first byte.
        response.pause();
        // Whoever reads the body hears how it ends; until then, and where nobody reads, it is nobody's news.
        response.exceptionHandler(cause -> {});
        Headers.Builder headers = Headers.builder();
        for (Map.Entry<String, String> field : response.headers()) {
            headers.add(field.getKey(), field.getValue());
        }
        Headers built = headers.build();
        if (response.statusCode() < 200) {
            // 101 would make the connection something else; nobody asked for that (RFC 9110, 7.8).
            reply.tryComplete(new Reply.NotAnswered(
                    new Failure.Unusable("upstream switched protocols unasked: status " + response.statusCode())));
            return;
        }
        boolean framed = built.has("content-length") || built.has("transfer-encoding");
        reply.tryComplete(new Reply.Answered(response.statusCode(), built, response, framed));
    }
}
