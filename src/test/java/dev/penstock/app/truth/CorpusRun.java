package dev.penstock.app.truth;

import dev.penstock.testkit.CorpusPaths;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Sends many recorded calls through one gateway at once, over connections that are kept. */
final class CorpusRun implements AutoCloseable {
    /** Tells the fake provider which answer is meant. */
    static final String KEY = "x-corpus-key";

    private static final int CLIENTS = 8;

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway;
    private final boolean keeps;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, ReceivedRequest> arrived = new ConcurrentHashMap<>();

    CorpusRun(List<RecordedCall> calls) {
        this(calls, "");
    }

    /** With a gateway that gives answers again. */
    static CorpusRun keeping(List<RecordedCall> calls) {
        return new CorpusRun(calls, "gateways:\n  - id: default\n    authentication: false\n    cache_ttl: 600\n");
    }

    private CorpusRun(List<RecordedCall> calls, String gateways) {
        keeps = !gateways.isEmpty();
        Set<String> slugs = calls.stream().map(call -> call.place().slug()).collect(Collectors.toSet());
        String providers = slugs.stream()
                .map(slug -> "  " + slug + ":\n    base_url: " + fake.origin() + CorpusPaths.base(slug) + "\n")
                .collect(Collectors.joining());
        gateway = RunningGateway.of("account: " + CorpusPaths.ACCOUNT + "\nproviders:\n" + providers + gateways);
        fake.answering(request -> {
            String key = request.header(KEY).orElseThrow();
            arrived.put(key, request);
            return Objects.requireNonNull(scripts.get(key), key);
        });
    }

    /** One call to make: a recording and the way its answer comes. */
    record Play(String key, RecordedCall call, Script script) {}

    /** What came of one: at the upstream, and at the client. */
    record Played(Play play, ReceivedRequest arrived, RawResponse response) {
        String logId() {
            return response.header("cf-aig-log-id").orElse("no log id");
        }
    }

    RunningGateway gateway() {
        return gateway;
    }

    FakeProvider fake() {
        return fake;
    }

    List<Played> run(List<Play> plays) throws InterruptedException {
        plays.forEach(play -> scripts.put(play.key(), play.script()));
        AtomicInteger next = new AtomicInteger();
        Map<Integer, Played> played = new ConcurrentHashMap<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofVirtual().start(() -> client(plays, next, played)));
        }
        for (Thread client : clients) {
            client.join();
        }
        List<Played> all = new ArrayList<>();
        for (int i = 0; i < plays.size(); i++) {
            Played one = played.get(i);
            if (one == null) {
                throw new AssertionError("never ended: " + plays.get(i).key());
            }
            all.add(one);
        }
        return all;
    }

    /** The same call once more, on a connection of its own. */
    RawResponse again(Play play) {
        return RawClient.exchange(gateway.port(), ask(play));
    }

    /** Recordings may share a request: each has a cache key of its own, which asks for nothing where nothing is kept. */
    private RawRequest ask(Play play) {
        RawRequest ask = play.call().ask(play.key());
        return keeps ? ask.header("cf-aig-cache-key", play.key()) : ask;
    }

    private void client(List<Play> plays, AtomicInteger next, Map<Integer, Played> played) {
        Optional<RawClient> kept = Optional.empty();
        for (int i = next.getAndIncrement(); i < plays.size(); i = next.getAndIncrement()) {
            Play play = plays.get(i);
            RawClient client = kept.orElseGet(() -> RawClient.connect(gateway.port()));
            RawResponse response = client.send(ask(play)).response();
            ReceivedRequest request = arrived.get(play.key());
            if (request == null) {
                throw new AssertionError(play.key() + " never reached its upstream: " + response + response.text());
            }
            played.put(i, new Played(play, request, response));
            kept = Optional.of(client);
            if (!response.complete()) {
                client.close();
                kept = Optional.empty();
            }
        }
        kept.ifPresent(RawClient::close);
    }

    @Override
    public void close() {
        gateway.close();
        fake.close();
    }
}
