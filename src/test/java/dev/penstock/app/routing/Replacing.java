package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ledger.Books;
import dev.penstock.call.Settlement;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A gateway called shop before one provider of all dialects that answers each try of each call as a test says. */
final class Replacing implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    final FakeProvider fake;
    final RunningGateway gateway;
    /** By call; each is taken from by one connection at a time. */
    private final Map<String, Deque<Script>> scripts = new ConcurrentHashMap<>();

    private Replacing(FakeProvider fake, String settings, String more) {
        this.fake = fake;
        fake.answering(this::next);
        gateway = RunningGateway.of(Voice.providers(fake.origin())
                + "health: {retries: {percent: 1000, least: 1000}, breaker: {on: false}}\n" + more
                + "gateways:\n  - id: shop\n    authentication: false\n"
                + settings.strip().indent(4));
    }

    /**
     * @param settings of the gateway shop
     * @param more other keys of the file
     */
    static Replacing of(String settings, String more) {
        return new Replacing(FakeProvider.start(), settings, more);
    }

    static Replacing before(FakeProvider fake, String settings, String more) {
        return new Replacing(fake, settings, more);
    }

    /** With a budget of so many dollars. */
    static Replacing budgeted(String dollars) {
        return of("limits:\n  - {id: money, counts: cost, limit: %s, window: 1d}\n".formatted(dollars), "");
    }

    private Script next(ReceivedRequest request) {
        String call = request.header("x-call").orElseThrow();
        Script script = Objects.requireNonNull(scripts.get(call), call).poll();
        return script == null ? Script.json(599, "{}") : script;
    }

    /** How the tries of a call are answered, in turn. */
    void answers(String call, Script... tries) {
        scripts.put(call, new ArrayDeque<>(Arrays.asList(tries)));
    }

    /** A call of two targets of one dialect. */
    static RawRequest twoTargets(Voice voice, String call) {
        return array(call, voice.step(call, ""), voice.step(call, ""));
    }

    /** A call of one target that may be tried twice. */
    static RawRequest twoTries(Voice voice, String call) {
        return array(call, voice.step(call, "\"maxAttempts\":2,\"retryDelay\":0"));
    }

    static RawRequest array(String call, String... steps) {
        return named(call, RawRequest.post("/v1/default/shop").json("[" + String.join(",", steps) + "]"));
    }

    static RawRequest named(String call, RawRequest request) {
        return request.header("cf-aig-event-id", call).header("cf-aig-custom-cost", Speech.PRICE);
    }

    RawClient send(RawRequest request) {
        return RawClient.connect(gateway.port()).send(request);
    }

    RawResponse call(RawRequest request) {
        try (RawClient client = send(request)) {
            return client.response(PATIENCE);
        }
    }

    /** The requests of a call at the provider. */
    List<ReceivedRequest> asked(String call) {
        return fake.requests().stream()
                .filter(request -> request.header("x-call").equals(Optional.of(call)))
                .toList();
    }

    /** The row of a call, once nothing is held for it. */
    CallRow row(String call) {
        return Await.value(
                "the settled row of " + call,
                PATIENCE,
                () -> gateway.summaries().stream()
                        .filter(row -> row.eventId().equals(call))
                        .filter(Replacing::isSettled)
                        .findFirst());
    }

    /** The rows of so many calls by their names, as {@link #all}. */
    Map<String, CallRow> settled(int calls) {
        return all(calls).stream().collect(Collectors.toMap(CallRow::eventId, Function.identity()));
    }

    /** The rows of so many calls, once nothing is held for any of them; the books agree with them. */
    List<CallRow> all(int calls) {
        List<CallRow> rows = Await.value(calls + " settled rows", PATIENCE, () -> {
            List<CallRow> some = gateway.summaries();
            boolean all = some.size() == calls && some.stream().allMatch(Replacing::isSettled);
            return all ? Optional.of(some) : Optional.empty();
        });
        awaitNothingHeld();
        Books.agree(gateway.penstock(), rows);
        return rows;
    }

    private static boolean isSettled(CallRow row) {
        return row.attempts().stream().noneMatch(attempt -> attempt.settlement() == Settlement.HELD);
    }

    void awaitNothingHeld() {
        List<String> names = List.of(
                "penstock_calls_open",
                "penstock_streams_open",
                "penstock_bytes_in_flight",
                "penstock_capture_bytes",
                "penstock_flights_open",
                "penstock_shared_bytes",
                "penstock_limit_reservations_open");
        Await.until("nothing to be held", PATIENCE, () -> names.stream().allMatch(name -> gauge(name) == 0));
    }

    /** The sum of a gauge over its labels. */
    double gauge(String name) {
        List<String> lines = RawClient.exchange(gateway.adminPort(), RawRequest.get("/metrics"))
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .toList();
        assertThat(lines).as(name).isNotEmpty();
        return lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    static Stream<Voice> voices() {
        return Stream.of(Voice.values());
    }

    @Override
    public void close() {
        gateway.close();
        fake.close();
    }
}
