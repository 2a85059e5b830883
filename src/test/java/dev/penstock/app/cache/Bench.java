package dev.penstock.app.cache;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A gateway that shares and keeps answers, in front of one provider of all dialects that counts what it is asked. */
final class Bench implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final FakeProvider fake = FakeProvider.start();
    final AtomicInteger asked = new AtomicInteger();
    RunningGateway gateway;

    /**
     * @param settings of the gateway shop
     * @param more other keys of the file
     */
    Bench(String settings, String more) {
        gateway = RunningGateway.of(file(settings, more));
    }

    static Bench caching() {
        return new Bench("authentication: false\ncache_ttl: 600", "");
    }

    String file(String settings, String more) {
        return Speech.providers(fake.origin()) + "gateways:\n  - id: shop\n"
                + settings.strip().indent(4) + more;
    }

    /** Each request is answered by its number, from 1. */
    void answers(BiFunction<Integer, ReceivedRequest, Script> script) {
        fake.answering(request -> script.apply(asked.incrementAndGet(), request));
    }

    void forget() {
        fake.forget();
        asked.set(0);
    }

    RawClient send(RawRequest request) {
        return RawClient.connect(gateway.port()).send(request);
    }

    List<RawClient> send(int count, RawRequest request) {
        return Stream.generate(() -> send(request)).limit(count).collect(Collectors.toCollection(ArrayList::new));
    }

    RawResponse exchange(RawRequest request) {
        try (RawClient client = send(request)) {
            return client.response(PATIENCE);
        }
    }

    static List<RawResponse> all(List<RawClient> clients) {
        List<RawResponse> responses = new ArrayList<>();
        for (RawClient client : clients) {
            responses.add(client.response(PATIENCE));
            client.close();
        }
        return responses;
    }

    /** Each read by a thread of its own. */
    static List<RawResponse> atOnce(List<RawClient> clients) {
        List<CompletableFuture<RawResponse>> reading = clients.stream()
                .map(client -> CompletableFuture.supplyAsync(
                        () -> client.response(PATIENCE),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        List<RawResponse> responses =
                reading.stream().map(CompletableFuture::join).toList();
        clients.forEach(RawClient::close);
        return responses;
    }

    void awaitCalls(int count) {
        Await.until(
                count + " calls under way", PATIENCE, () -> gateway.penstock().openCalls() == count);
    }

    void awaitAsked(int count) {
        Await.until(count + " calls at the provider", PATIENCE, () -> asked.get() == count);
    }

    /** Waits until nothing is held for any call. */
    void awaitNothingHeld() {
        awaitZero(Stream.of(
                        "penstock_calls_open",
                        "penstock_streams_open",
                        "penstock_bytes_in_flight",
                        "penstock_capture_bytes",
                        "penstock_flights_open",
                        "penstock_shared_bytes",
                        "penstock_limit_reservations_open")
                .toList());
    }

    void awaitZero(List<String> names) {
        List<String> held = new ArrayList<>();
        try {
            Await.until("nothing to be held", PATIENCE, () -> {
                held.clear();
                Map<String, String> values = metrics();
                names.stream()
                        .filter(name -> !"0.0".equals(values.getOrDefault(name, "missing")))
                        .forEach(name -> held.add(name + " " + values.get(name)));
                return held.isEmpty();
            });
        } catch (AssertionError late) {
            throw new AssertionError("Still held: " + held, late);
        }
    }

    Map<String, String> metrics() {
        return RawClient.exchange(gateway.adminPort(), RawRequest.get("/metrics"))
                .text()
                .lines()
                .filter(line -> !line.startsWith("#") && line.indexOf(' ') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> line.substring(line.lastIndexOf(' ') + 1),
                        (one, other) -> one));
    }

    /** How many answers are kept, in memory and on disk. */
    long kept() {
        Map<String, String> values = metrics();
        return Stream.of("penstock_cache_memory_entries", "penstock_cache_disk_entries")
                .mapToLong(name -> (long) Double.parseDouble(values.getOrDefault(name, "-1")))
                .sum();
    }

    @Override
    public void close() {
        gateway.close();
        fake.close();
    }
}
