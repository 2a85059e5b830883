package dev.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.call.Origin;
import dev.penstock.call.Refusal;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.Script;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpstreamCallTest {
    private final FakeProvider fake = FakeProvider.start();
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        fake.close();
    }

    @Test
    void cancelling_a_call_that_is_over_leaves_its_connection_to_the_next_one() throws Exception {
        fake.onPath("/first", Script.json(200, "{\"n\":1}"));
        fake.onPath("/second", Script.json(200, "{\"n\":2}").delayBefore(Duration.ofMillis(300)));

        String second = onLoop(upstream -> {
            UpstreamCall over = upstream.send(request("/first"));
            return over.reply().compose(UpstreamCallTest::body).compose(first -> {
                UpstreamCall next = upstream.send(request("/second"));
                // The only connection is the next call's by the time the first is cancelled.
                vertx.setTimer(100, id -> over.cancel());
                return next.reply().compose(UpstreamCallTest::body);
            });
        });

        assertThat(second).isEqualTo("{\"n\":2}");
        assertThat(fake.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void a_cancelled_call_has_its_reply_at_once_and_its_connection_is_closed() throws Exception {
        fake.otherwise(Script.neverAnswer());

        Reply reply = onLoop(upstream -> {
            UpstreamCall call = upstream.send(request("/never"));
            vertx.setTimer(200, id -> call.cancel());
            return call.reply();
        });

        assertThat(reply).isInstanceOf(Reply.NotAnswered.class);
        fake.awaitRequest().awaitClosed(Duration.ofSeconds(5));
    }

    @Test
    void a_call_cancelled_before_its_request_is_ready_is_never_sent() throws Exception {
        fake.otherwise(Script.json(200, "{}"));

        Reply reply = onLoop(upstream -> {
            Promise<Outgoing> late = Promise.promise();
            UpstreamCall never = upstream.send(late.future());
            never.cancel();
            late.complete(request("/never"));
            assertThat(never.hasLeft()).isFalse();
            return upstream.send(Future.succeededFuture(request("/next")))
                    .reply()
                    .compose(UpstreamCallTest::body)
                    .compose(next -> never.reply());
        });

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.NotAnswered.class,
                        nothing -> assertThat(nothing.failure()).isInstanceOf(Failure.Cancelled.class));
        assertThat(fake.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.path()).isEqualTo("/next"));
    }

    @Test
    void a_request_that_cannot_be_made_is_a_reply_too() throws Exception {
        Refusal refusal = Refusal.of(400, 1, "no key");

        Reply reply = onLoop(
                upstream -> upstream.send(Future.failedFuture(refusal.thrown())).reply());

        assertThat(reply).isEqualTo(new Reply.NotAnswered(new Failure.NotAuthorised(refusal)));
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void a_call_cancelled_before_it_has_a_connection_is_never_sent() throws Exception {
        fake.otherwise(Script.json(200, "{}"));

        String next = onLoop(upstream -> {
            UpstreamCall never = upstream.send(request("/never"));
            never.cancel();
            assertThat(never.hasLeft()).isFalse();
            return upstream.send(request("/next")).reply().compose(UpstreamCallTest::body);
        });

        assertThat(next).isEqualTo("{}");
        assertThat(fake.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.path()).isEqualTo("/next"));
    }

    /** Runs on one event loop, with one connection, as a call does. */
    private <T> T onLoop(Function<Upstream, Future<T>> calls) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(v -> calls.apply(Upstream.open(vertx, Duration.ofSeconds(5), 1, 8192, host -> List.of()))
                .onComplete(done));
        return done.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Future<String> body(Reply reply) {
        if (!(reply instanceof Reply.Answered answered)) {
            return Future.failedFuture(reply.toString());
        }
        Promise<String> whole = Promise.promise();
        Buffer collected = Buffer.buffer();
        answered.body().handler(collected::appendBuffer);
        answered.body().exceptionHandler(whole::tryFail);
        answered.body().endHandler(v -> whole.tryComplete(collected.toString()));
        answered.body().resume();
        return whole.future();
    }

    private Outgoing request(String path) {
        return new Outgoing(
                new Origin(false, "127.0.0.1", fake.port()),
                "POST",
                path,
                Headers.EMPTY,
                Optional.of(Buffer.buffer("{}")));
    }
}
