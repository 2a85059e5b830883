package dev.penstock.upstream;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.egress.EgressGuard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request under way to one provider. Cancelling it at any moment closes its connection, also while it is being
 * opened: an answer nobody waits for must not cost anything, and must never be read by the next call.
 */
public final class UpstreamCall implements Answering {
    private static final int MOST_TRIES = 4;

    private final ConnectionUsers users;
    private final Promise<Reply> reply = Promise.promise();
    private @Nullable HttpClientRequest request;
    private boolean cancelled;
    private boolean broken;

    private UpstreamCall(ConnectionUsers users) {
        this.users = users;
    }

    static UpstreamCall send(HttpClient client, ConnectionUsers users, Names names, Outgoing outgoing) {
        UpstreamCall call = new UpstreamCall(users);
        call.begin(client, names, outgoing);
        return call;
    }

    static UpstreamCall send(HttpClient client, ConnectionUsers users, Names names, Future<Outgoing> outgoing) {
        UpstreamCall call = new UpstreamCall(users);
        outgoing.onSuccess(ready -> {
                    if (!call.cancelled) {
                        call.begin(client, names, ready);
                    }
                })
                .onFailure(cause -> call.reply.tryComplete(new Reply.NotAnswered(Failures.preparing(cause))));
        return call;
    }

    private void begin(HttpClient client, Names names, Outgoing outgoing) {
        if (outgoing.guard().isPresent()) {
            openChecked(client, names, outgoing, outgoing.guard().get());
        } else {
            open(client, outgoing, List.of(), MOST_TRIES);
        }
    }

    @Override
    public Future<Reply> reply() {
        return reply.future();
    }

    @Override
    public boolean hasLeft() {
        return request != null;
    }

    @Override
    public boolean isBroken() {
        return broken;
    }

    @Override
    public void cancel() {
        if (cancelled) {
            return;
        }
        cancelled = true;
        reply.tryComplete(new Reply.NotAnswered(new Failure.Cancelled("call ended before an answer")));
        // A connection that serves another call by now has brought this one's answer whole: it is no longer ours.
        if (request != null && users.isLatest(request.connection(), this)) {
            users.abandon(request);
        }
    }

    /** The pool may hand out a connection that is just closing: nothing has left on it, so another is asked for. */
    private void open(HttpClient client, Outgoing outgoing, List<SocketAddress> servers, int tries) {
        client.request(options(outgoing, servers))
                .onSuccess(opened -> connected(opened, outgoing))
                .onFailure(cause -> {
                    if (cause instanceof ClosedChannelException && tries > 1 && !cancelled) {
                        open(client, outgoing, servers, tries - 1);
                    } else if (servers.size() > 1 && !cancelled) {
                        open(client, outgoing, servers.subList(1, servers.size()), tries);
                    } else {
                        reply.tryComplete(new Reply.NotAnswered(Failures.connecting(cause)));
                    }
                });
    }

    /** The host is resolved here and nowhere later: what is connected to is what was judged. */
    private void openChecked(HttpClient client, Names names, Outgoing outgoing, EgressGuard guard) {
        Checked.of(names, outgoing.origin(), guard)
                .map(servers -> {
                    if (!cancelled) {
                        open(client, outgoing, servers, MOST_TRIES);
                    }
                    return servers;
                })
                .onFailure(cause -> reply.tryComplete(new Reply.NotAnswered(
                        cause instanceof Checked.NotAllowed refused ? refused.failure() : Failures.connecting(cause))));
    }

    /** @param servers addresses that stand for the host, whose name still goes into Host, SNI and the certificate's check */
    private static RequestOptions options(Outgoing outgoing, List<SocketAddress> servers) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(outgoing.method()))
                .setHost(outgoing.origin().host())
                .setPort(outgoing.origin().port())
                .setSsl(outgoing.origin().tls())
                .setURI(outgoing.target());
        outgoing.headers().forEach(options::addHeader);
        return servers.isEmpty() ? options : options.setServer(servers.getFirst());
    }

    private void connected(HttpClientRequest opened, Outgoing outgoing) {
        // What ends it early is told by its response; without a handler Vert.x would log it as an error, too.
        opened.exceptionHandler(told -> {});
        if (cancelled) {
            // Nothing has left on it: the connection goes to whoever waits for one.
            opened.reset();
            return;
        }
        request = opened;
        users.took(opened.connection(), this);
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
        // Whoever reads the body hears how it ends; until then, and where nobody reads, it is only noted: Vert.x would
        // log as an error what has no handler.
        response.exceptionHandler(cause -> broken = true);
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
        int status = response.statusCode();
        Optional<Failure> failed = status >= 200 && status < 300 ? Optional.empty() : Optional.of(Failure.of(status));
        reply.tryComplete(new Reply.Answered(status, built, response, framed, failed));
    }
}
