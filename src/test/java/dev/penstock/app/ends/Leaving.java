package dev.penstock.app.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Clients that leave a call at a known moment, in a known way, in front of one gateway and one provider. */
final class Leaving {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<byte[]> STREAM = Events.chat("one two three ", "four five six ", "seven")
            .model("gpt-4o")
            .usage(9, 7)
            .list();

    private final FakeProvider fake;
    private final int port;
    private final Map<String, CompletableFuture<ReceivedRequest>> arrived = new ConcurrentHashMap<>();

    Leaving(FakeProvider fake, int port) {
        this.fake = fake;
        this.port = port;
        fake.answering(this::script);
    }

    /** When a client leaves. */
    enum Moment {
        /** The head was sent, the body not yet. */
        UPLOADING,
        /** The provider has the request and says nothing. */
        UNANSWERED,
        /** Some of the answer has come. */
        MIDWAY,
        /** The terminal event has come, the end of the body has not. */
        TERMINAL,
        /** All has come. */
        ANSWERED;

        boolean endsUpstream() {
            return this == UNANSWERED || this == MIDWAY || this == TERMINAL;
        }
    }

    /** How a client leaves. */
    enum Way {
        RESET,
        FINISH
    }

    /** What kind of answer is asked for. */
    enum Kind {
        JSON,
        SSE
    }

    /** One call of one client. Its nonce is its event id, and so names its row. */
    record Call(String nonce, Kind kind, Moment moment, Way way) {
        RawRequest request() {
            String body = "{\"model\":\"gpt-4o\",\"stream\":" + (kind == Kind.SSE)
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Count to seven, please.\"}]}";
            return RawRequest.post("/v1/default/default/openai/chat/completions")
                    .header("cf-aig-event-id", nonce)
                    .header("x-nonce", nonce)
                    .header("x-kind", kind.name())
                    .header("x-moment", moment.name())
                    .json(body);
        }
    }

    /** Makes the call and leaves it; the nanoseconds until the provider saw its connection end, where it must. */
    OptionalLong leave(Call call) {
        CompletableFuture<ReceivedRequest> atProvider = new CompletableFuture<>();
        arrived.put(call.nonce, atProvider);
        try (RawClient client = RawClient.connect(port)) {
            if (call.moment == Moment.UPLOADING) {
                upload(client, call);
            } else {
                client.send(call.request());
                ReceivedRequest request = await(atProvider);
                listen(client, call, request);
            }
            long left = System.nanoTime();
            switch (call.way) {
                case RESET -> client.reset();
                case FINISH -> client.finish();
            }
            return call.moment.endsUpstream()
                    ? OptionalLong.of(await(atProvider).awaitClosed(PATIENCE).nanos() - left)
                    : OptionalLong.empty();
        } finally {
            arrived.remove(call.nonce);
        }
    }

    private static void upload(RawClient client, Call call) {
        RawRequest request = call.request().header("expect", "100-continue");
        client.send(request.head());
        // The interim answer says that the call was let in.
        assertThat(client.response(Duration.ofMillis(1)).status()).isZero();
        while (!new String(client.raw(), java.nio.charset.StandardCharsets.US_ASCII).contains("100 Continue")) {
            client.response(Duration.ofMillis(20));
        }
        client.send(java.util.Arrays.copyOf(request.body(), 20));
    }

    private static void listen(RawClient client, Call call, ReceivedRequest request) {
        switch (call.moment) {
            case UPLOADING, UNANSWERED -> {}
            case MIDWAY -> {
                request.awaitAnswered(PATIENCE);
                if (call.kind == Kind.SSE) {
                    assertThat(client.event(PATIENCE)).isPresent();
                }
            }
            case TERMINAL -> {
                while (!client.event(PATIENCE).orElseThrow().isDone()) {
                    // Reads up to the terminal event.
                }
            }
            case ANSWERED -> assertThat(client.response(PATIENCE).complete()).isTrue();
        }
    }

    private Script script(ReceivedRequest request) {
        CompletableFuture<ReceivedRequest> waiting =
                arrived.get(request.header("x-nonce").orElseThrow());
        if (waiting != null) {
            waiting.complete(request);
        }
        boolean sse = request.header("x-kind").orElseThrow().equals(Kind.SSE.name());
        Script whole = sse
                ? Script.sse(STREAM)
                : Events.chat("one two three four five six seven")
                        .model("gpt-4o")
                        .usage(9, 7)
                        .wholeScript();
        return switch (Moment.valueOf(request.header("x-moment").orElseThrow())) {
            case UPLOADING, UNANSWERED -> Script.neverAnswer();
            case MIDWAY -> sse ? whole.stallAfterPieces(3) : whole.stallAfterBody(40);
            case TERMINAL -> whole.stallAfterPieces(STREAM.size());
            case ANSWERED -> whole;
        };
    }

    private static ReceivedRequest await(CompletableFuture<ReceivedRequest> request) {
        try {
            return request.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("The request never reached the provider", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    FakeProvider provider() {
        return fake;
    }
}
