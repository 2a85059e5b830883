package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Outcome;
import dev.penstock.call.Settlement;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A client leaves a stream of 200 events after each of them: a budget counts no less than the provider charges and no
 * more than was held, and what was delivered is never free.
 */
class AbortedStreamTest {
    /** So many at once. */
    private static final int CLIENTS = 12;
    /** Tokens the provider makes between the last event that was seen and its hearing of the end. */
    private static final int UNSEEN = 20;

    private final AbortBench bench = new AbortBench();

    @AfterEach
    void close() {
        bench.close();
    }

    /** A call that is left after so many events. */
    private record Left(BilledStream stream, int events, boolean runsOn, AbortBench.Way way) {
        String name() {
            return stream + "-" + events + "-" + (runsOn ? "runson" : "stops") + "-" + way;
        }

        /** What the provider charges. */
        long bill() {
            return stream.bill(output());
        }

        int output() {
            return runsOn ? stream.whole() : Math.min(stream.made(events) + UNSEEN, stream.whole());
        }
    }

    private static List<Left> every(int step) {
        List<Left> all = new ArrayList<>();
        for (BilledStream stream : BilledStream.values()) {
            for (int events = 0; events <= BilledStream.EVENTS; events += step) {
                for (AbortBench.Way way : AbortBench.Way.values()) {
                    all.add(new Left(stream, events, false, way));
                    all.add(new Left(stream, events, true, way));
                }
            }
            all.add(new Left(stream, BilledStream.EVENTS - 1, false, AbortBench.Way.RESET));
            all.add(new Left(stream, BilledStream.EVENTS, false, AbortBench.Way.RESET));
        }
        return all.stream().distinct().toList();
    }

    @Test
    void a_stream_left_after_any_seventh_event_costs_between_the_bill_and_the_reservation() throws Exception {
        holds(every(7));
    }

    @Test
    @Tag("soak")
    void a_stream_left_after_any_event_costs_between_the_bill_and_the_reservation() throws Exception {
        holds(every(1));
    }

    private void holds(List<Left> calls) throws Exception {
        for (BilledStream stream : BilledStream.values()) {
            List<byte[]> wire = stream.wire();
            assertThat(wire).hasSize(BilledStream.EVENTS);
            bench.fake.answering(
                    request -> request.header("x-call").orElse("").startsWith(stream.name()),
                    request -> Script.sse(wire)
                            .stallAfterPieces(Integer.parseInt(
                                    request.header("x-call").orElseThrow().split("-", -1)[1])));
        }
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> all = new ArrayList<>();
            calls.forEach(call -> all.add(clients.submit(() -> leave(call))));
            for (Future<?> one : all) {
                one.get();
            }
        }
        Map<String, CallRow> rows = bench.settledRows(calls.size());
        assertThat(calls).allSatisfy(call -> holds(call, Objects.requireNonNull(rows.get(call.name()))));
        bench.countersEqual(rows);
    }

    private void leave(Left call) {
        try (RawClient client = bench.send(call.runsOn ? "runson" : "stops", call.stream, true, call.name())) {
            // The gateway sends the head on with the first event.
            Await.until(call.name() + " to be answered", AbortBench.PATIENCE, () -> bench.hasHead(call.name()));
            for (int event = 1; event <= call.events; event++) {
                assertThat(client.event(AbortBench.PATIENCE))
                        .as(call.name() + " event " + event)
                        .isPresent();
            }
            call.way.leave(client);
        }
    }

    private static void holds(Left call, CallRow row) {
        String name = call.name();
        long counted = AbortBench.posted(row, Counted.COST);
        boolean whole = row.outcome() == Outcome.WHOLE;
        assertThat(AbortBench.last(row).settlement()).as(name).isEqualTo(Settlement.SETTLED);
        assertThat(counted)
                .as(name)
                .isBetween(
                        whole ? call.stream.bill(call.stream.whole()) : call.bill(),
                        row.attempts().getFirst().reservedNano());
        assertThat(AbortBench.posted(row, Counted.TOKENS)).as(name).isGreaterThanOrEqualTo(call.output());
        assertThat(row.costNano()).as(name + " delivered").isNotNull().isBetween(1L, counted);
        if (call.stream.made(call.events) > 0) {
            assertThat(row.costNano()).as(name).isGreaterThanOrEqualTo(call.stream.bill(call.stream.made(call.events)));
        }
        if (whole) {
            assertThat(call.events).as(name).isEqualTo(BilledStream.EVENTS);
            assertThat(counted).as(name).isEqualTo(row.costNano()).isEqualTo(call.stream.bill(call.stream.whole()));
            assertThat(row.usageSource()).as(name).isEqualTo(UsageSource.REPORTED);
            assertThat(row.providerCostNano()).as(name).isNull();
        } else {
            assertThat(row.outcome()).as(name).isEqualTo(Outcome.CLIENT_CLOSED);
            assertThat(row.usageSource()).as(name).isEqualTo(UsageSource.ESTIMATED);
            assertThat(row.providerCostNano()).as(name).isNotNull().isEqualTo(counted);
        }
        boolean ends = call.stream != BilledStream.GEMINI && call.events == BilledStream.EVENTS;
        assertThat(whole).as(name).isEqualTo(ends);
    }
}
