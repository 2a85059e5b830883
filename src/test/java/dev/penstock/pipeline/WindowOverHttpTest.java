package dev.penstock.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.Dialect;
import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.call.Origin;
import dev.penstock.call.Routing;
import dev.penstock.stream.Patience;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.Script;
import dev.penstock.upstream.Outgoing;
import dev.penstock.upstream.Reply;
import dev.penstock.upstream.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The window over real connections: a body of the HTTP client pauses, ends and breaks in ways of its own. */
final class WindowOverHttpTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeProvider fake = FakeProvider.start();
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private @Nullable Upstream opened;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        fake.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void a_stream_passes_whole_however_it_is_cut() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            fake.otherwise(stream(Openings.CHAT.whole()).split(seed));
            assertThat(answer()).isEqualTo(new String(Openings.CHAT.whole(), UTF_8));
        }
        assertThat(fake.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void a_stream_that_is_reset_at_any_start_up_byte_is_no_answer() throws Exception {
        byte[] startUp = Openings.joined(Openings.CHAT.startUp());
        for (int cut = 0; cut <= startUp.length; cut += 11) {
            fake.otherwise(stream(Openings.CHAT.whole()).closeAfterBody(cut));
            Reply reply = onLoop(upstream -> windowed(upstream).reply());
            assertThat(reply)
                    .as("at %d", cut)
                    .isInstanceOfSatisfying(
                            Reply.NotAnswered.class,
                            died -> assertThat(died.failure()).isInstanceOf(Failure.Broken.class));
        }
    }

    @Test
    void a_stream_that_is_reset_behind_its_content_is_seen_to_break() throws Exception {
        int content = Openings.CHAT.known();
        fake.otherwise(stream(Openings.CHAT.whole()).closeAfterBody(content + 4));
        boolean broken = onLoop(upstream -> windowed(upstream)
                .reply()
                .compose(WindowOverHttpTest::body)
                .transform(read -> Future.succeededFuture(read.failed())));
        assertThat(broken).isTrue();
    }

    @Test
    void an_error_that_was_read_leaves_its_connection_to_the_next_call() throws Exception {
        fake.enqueue(Script.json(429, "{\"error\":{\"code\":\"insufficient_quota\"}}"));
        fake.enqueue(Script.json(200, "{\"choices\":[]}"));

        String next = onLoop(upstream -> {
            WindowedCall first = windowed(upstream);
            return first.reply().compose(reply -> {
                assertThat(((Reply.Answered) reply).failed()).contains(new Failure.QuotaExhausted(429));
                first.cancel();
                return windowed(upstream).reply().compose(WindowOverHttpTest::body);
            });
        });

        assertThat(next).isEqualTo("{\"choices\":[]}");
        assertThat(fake.acceptedConnections()).isEqualTo(1);
    }

    private String answer() throws Exception {
        return onLoop(upstream -> windowed(upstream).reply().compose(WindowOverHttpTest::body));
    }

    private static Script stream(byte[] bytes) {
        return Script.answer(200)
                .header("Content-Type", "text/event-stream")
                .body(bytes)
                .chunked();
    }

    private WindowedCall windowed(Upstream upstream) {
        Routing.Window window = new Routing.Window(64 * 1024, 64, HOUR);
        CallBounds bounds = new CallBounds(
                new Patience(HOUR, HOUR, HOUR), HOUR, 1 << 20, 1 << 20, 0, 0, 1 << 20, 100, Duration.ofSeconds(1));
        WindowFrame frame = new WindowFrame(
                vertx,
                System::nanoTime,
                InstantSource.system(),
                budget,
                window,
                bounds,
                Optional.empty(),
                Dialect.OPENAI_CHAT,
                false);
        return WindowedCall.of(
                frame,
                upstream.send(new Outgoing(
                        new Origin(false, "127.0.0.1", fake.port()),
                        "POST",
                        "/v1/chat/completions",
                        Headers.EMPTY,
                        Optional.of(Buffer.buffer("{}")))));
    }

    /** All on one event loop with one connection, as calls are. */
    private <T> T onLoop(Function<Upstream, Future<T>> calls) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(v -> {
            if (opened == null) {
                opened = Upstream.open(vertx, Duration.ofSeconds(5), 1, 8192, host -> List.of());
            }
            calls.apply(opened).onComplete(done);
        });
        return done.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Future<String> body(Reply reply) {
        if (!(reply instanceof Reply.Answered answered)) {
            return Future.failedFuture(reply.toString());
        }
        Promise<String> whole = Promise.promise();
        Buffer collected = Buffer.buffer();
        answered.body().handler(collected::appendBuffer);
        answered.body().exceptionHandler(whole::tryFail);
        answered.body().endHandler(v -> whole.tryComplete(collected.toString(UTF_8)));
        answered.body().resume();
        return whole.future();
    }
}
