package dev.penstock.app.cache;

import dev.penstock.cache.Near;
import dev.penstock.cache.StoredPrint;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.Scope;
import dev.penstock.pipeline.KeyBook;
import dev.penstock.store.replies.Replies;
import dev.penstock.store.replies.ReplyLimits;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway called shop before a provider whose every answer carries another nonce. */
final class CachedShop implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Scope SHOP = new Scope("default", "shop");
    private static final ReplyLimits ROOM = ReplyLimits.of(10_000_000, 100_000_000);

    final FakeProvider fake = FakeProvider.start();
    final AtomicInteger asked = new AtomicInteger();
    private final String more;
    RunningGateway gateway;
    private boolean isStopped;

    private CachedShop(String settings, String more, KeyBook stored) {
        this.more = more;
        answers();
        gateway = RunningGateway.of(file(settings), stored);
    }

    /** With these settings of the gateway. */
    static CachedShop of(String settings) {
        return new CachedShop(settings, "", KeyBook.NONE);
    }

    static CachedShop of(String settings, String more) {
        return new CachedShop(settings, more, KeyBook.NONE);
    }

    static CachedShop of(String settings, KeyBook stored) {
        return new CachedShop(settings, "", stored);
    }

    private String file(String settings) {
        String open = settings.contains("authentication") ? settings : "authentication: false\n" + settings;
        return """
                providers:
                  openai:
                    base_url: ORIGIN/v1
                  groq:
                    base_url: ORIGIN/v1
                  anthropic:
                    base_url: ORIGIN
                gateways:
                  - id: shop
                %s%s""".formatted(open.indent(4), more).replace("ORIGIN", fake.origin());
    }

    void reload(String settings) {
        gateway.reload(file(settings));
    }

    /** The answers it has unless a test wants others. */
    void answers() {
        fake.forget();
        fake.answering(request -> answer(request, "n" + asked.incrementAndGet()));
    }

    /** Answers in another way from now on. */
    void answers(Script script) {
        fake.forget();
        fake.answering(request -> {
            asked.incrementAndGet();
            return script;
        });
    }

    static Script answer(ReceivedRequest request, String nonce) {
        return request.bodyText().contains("\"stream\":true")
                ? Answers.stream(nonce, 5)
                : Script.json(200, Answers.json(nonce));
    }

    RawResponse send(RawRequest request) {
        return RawClient.exchange(gateway.port(), request);
    }

    /** The cache's word on a call. */
    String status(RawRequest request) {
        return status(send(request));
    }

    static String status(RawResponse response) {
        return response.header("cf-aig-cache-status").orElse("absent");
    }

    static RawRequest with(RawRequest request, Map<String, String> headers) {
        RawRequest whole = request;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            whole = whole.header(header.getKey(), header.getValue());
        }
        return whole;
    }

    List<RawClient> sendAtOnce(int count, RawRequest request) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(RawClient.connect(gateway.port()).send(request));
        }
        return clients;
    }

    static List<RawResponse> all(List<RawClient> clients) {
        List<RawResponse> responses = new ArrayList<>();
        for (RawClient client : clients) {
            responses.add(client.response(PATIENCE));
            client.close();
        }
        return responses;
    }

    void awaitCalls(int count) {
        Await.until("calls to be there", PATIENCE, () -> gateway.penstock().openCalls() == count);
    }

    /** Stops the gateway, makes all it kept older, and starts it again. */
    void age(Duration time) {
        gateway.close();
        try (Replies replies = replies()) {
            for (StoredPrint print : prints(replies)) {
                StoredReply reply = done(replies.find(print.key())).orElseThrow();
                replies.keep(older(reply, time.toMillis()));
            }
        }
        gateway = gateway.again();
    }

    /** Stops the gateway and tells what it kept, latest first. */
    List<StoredPrint> kept() {
        gateway.close();
        isStopped = true;
        try (Replies replies = replies()) {
            return prints(replies);
        }
    }

    private Replies replies() {
        return Replies.open(gateway.data().resolve("cache"), ROOM, InstantSource.system(), System::nanoTime);
    }

    private static List<StoredPrint> prints(Replies replies) {
        List<StoredPrint> prints = new ArrayList<>();
        for (String path : List.of("/v1/chat/completions", "/v1/embeddings", "/v1/images/generations")) {
            prints.addAll(done(replies.near(new Near(SHOP, "openai", path), 1_000)));
        }
        return prints;
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static StoredReply older(StoredReply reply, long millis) {
        return new StoredReply(
                reply.key(),
                reply.scope(),
                reply.provider(),
                reply.model(),
                reply.endpoint(),
                reply.customKey(),
                reply.metadata(),
                reply.contentType(),
                reply.framing(),
                reply.body(),
                reply.pace(),
                reply.fingerprint(),
                reply.callId(),
                reply.askedAt() - millis,
                reply.storedAt() - millis,
                reply.expiresAt() - millis,
                reply.keptUntil() - millis,
                reply.costNano(),
                reply.tokensIn(),
                reply.tokensOut(),
                reply.durationMicros());
    }

    Optional<String> lastHeader(String name) {
        return fake.requests().getLast().header(name);
    }

    @Override
    public void close() {
        if (!isStopped) {
            gateway.close();
        }
        fake.close();
    }
}
