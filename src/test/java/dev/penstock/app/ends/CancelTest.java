package dev.penstock.app.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ends.Leaving.Call;
import dev.penstock.app.ends.Leaving.Kind;
import dev.penstock.app.ends.Leaving.Moment;
import dev.penstock.app.ends.Leaving.Way;
import dev.penstock.call.Outcome;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client that leaves takes its upstream with it, and leaves one row and nothing else behind. */
class CancelTest {
    private static final int AT_ONCE = 4;
    private static final Duration LONGEST = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
    private final Leaving leaving = new Leaving(fake, gateway.port());

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void leaving_at_any_moment_ends_the_upstream_and_leaves_one_row() throws Exception {
        leaveAtEveryMoment(40);
    }

    @Test
    @Tag("soak")
    void leaving_at_any_moment_ends_the_upstream_and_leaves_one_row_a_thousand_times() throws Exception {
        leaveAtEveryMoment(1_000);
    }

    private void leaveAtEveryMoment(int times) throws Exception {
        run(calls("warm", 4));
        fake.closeConnections();
        Await.until(
                "nothing to be held",
                PATIENCE,
                () -> Gauges.stillHeld(gateway.adminPort()).isEmpty());
        long before = Gauges.descriptors();

        List<Call> calls = calls("call", times);
        List<Long> nanos = run(calls);

        long p99 = nanos.get(Math.ceilDiv(nanos.size() * 99, 100) - 1);
        System.out.printf(
                "left %d calls; upstream closed after: median %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                calls.size(), nanos.get(nanos.size() / 2) / 1e6, p99 / 1e6, nanos.getLast() / 1e6);
        assertThat(Duration.ofNanos(p99)).isLessThanOrEqualTo(LONGEST);
        eachHasOneRow(calls);
        nothingIsLeft(before);
    }

    /** Every moment in every kind and way, so many times each, mixed. */
    private static List<Call> calls(String name, int times) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            for (Moment moment : Moment.values()) {
                for (Kind kind : Kind.values()) {
                    for (Way way : Way.values()) {
                        if (moment != Moment.TERMINAL || kind == Kind.SSE) {
                            calls.add(new Call(name + calls.size(), kind, moment, way));
                        }
                    }
                }
            }
        }
        return calls;
    }

    /** The times until the upstream was closed, shortest first. */
    private List<Long> run(List<Call> calls) throws Exception {
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Call call : calls) {
                room.acquire();
                running.add(threads.submit(() -> {
                    try {
                        leaving.leave(call).ifPresent(nanos::add);
                    } finally {
                        room.release();
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        return nanos.stream().sorted().toList();
    }

    private void eachHasOneRow(List<Call> calls) throws Exception {
        Map<String, Call> byNonce = calls.stream().collect(Collectors.toMap(Call::nonce, Function.identity()));
        List<String> wrong = new ArrayList<>();
        Await.until("the estimates of all rows", PATIENCE, () -> {
            wrong.clear();
            List<CallRow> rows = rows().stream()
                    .filter(row -> byNonce.containsKey(row.eventId()))
                    .toList();
            rows.stream()
                    .filter(row -> !isAsItShould(Objects.requireNonNull(byNonce.get(row.eventId())), row))
                    .forEach(row -> wrong.add(byNonce.get(row.eventId()) + " " + row));
            return wrong.isEmpty() && rows.size() == calls.size();
        });
        Map<String, Long> times = rows().stream()
                .filter(row -> byNonce.containsKey(row.eventId()))
                .collect(Collectors.groupingBy(CallRow::eventId, Collectors.counting()));
        assertThat(times).hasSize(calls.size());
        assertThat(times.values()).allMatch(count -> count == 1);
    }

    private static boolean isAsItShould(Call call, CallRow row) {
        boolean estimated = row.usageSource() == UsageSource.ESTIMATED;
        Long cost = row.costNano();
        boolean priced = cost != null && cost > 0;
        boolean left = row.outcome() == Outcome.CLIENT_CLOSED;
        Long output = row.usage().output();
        return switch (call.moment()) {
            case UPLOADING -> left && row.usage().isEmpty() && row.attempts().isEmpty();
            case UNANSWERED -> left && estimated && priced && row.attempts().size() == 1;
            case MIDWAY -> left && estimated && priced && (call.kind() == Kind.JSON || (output != null && output > 0));
            case TERMINAL, ANSWERED -> row.outcome() == Outcome.WHOLE && priced;
        };
    }

    private void nothingIsLeft(long descriptorsBefore) {
        Await.until(
                "nothing to be held, but " + Gauges.stillHeld(gateway.adminPort()),
                PATIENCE,
                () -> Gauges.stillHeld(gateway.adminPort()).isEmpty());
        // What is open now is the pool: calls at once that ended well, and no more.
        assertThat(fake.openConnections()).isLessThanOrEqualTo(AT_ONCE * 2);
        fake.closeConnections();
        Await.until(
                "the descriptors to be back at " + descriptorsBefore,
                PATIENCE,
                () -> Math.abs(Gauges.descriptors() - descriptorsBefore) <= 5);
        assertThat(fake.violations()).isEmpty();
    }

    private List<CallRow> rows() {
        try {
            gateway.penstock().logged(PATIENCE);
            return ChildGateway.rows(gateway.data());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
