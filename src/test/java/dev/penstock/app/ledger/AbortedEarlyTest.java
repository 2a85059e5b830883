package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Outcome;
import dev.penstock.call.Settlement;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.Script;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client leaves before it has any of its answer: what was sent may cost something, what was not costs nothing. */
class AbortedEarlyTest {
    private static final int MOST_ON_THEIR_WAY = 4;

    private final AbortBench bench = new AbortBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private boolean hasArrived(String call) {
        return bench.fake.requests().stream()
                .anyMatch(request -> request.header("x-call").orElse("").equals(call));
    }

    private void leaveUnanswered(String gateway, BilledStream stream, boolean streams, String call) {
        try (RawClient client = bench.send(gateway, stream, streams, call)) {
            Await.until(call + " to arrive", AbortBench.PATIENCE, () -> hasArrived(call));
            client.reset();
        }
    }

    private static void isFree(CallRow row) {
        assertThat(row.costNano()).isZero();
        assertThat(row.providerCostNano()).isNull();
        assertThat(AbortBench.posted(row, Counted.COST)).isZero();
        assertThat(AbortBench.posted(row, Counted.TOKENS)).isZero();
        assertThat(row.attempts())
                .allSatisfy(attempt -> assertThat(attempt.settlement()).isEqualTo(Settlement.RELEASED));
    }

    /** What a provider has made before its head is not seen: the prompt is charged, and what may have come after it. */
    @ParameterizedTest
    @EnumSource(BilledStream.class)
    void a_stream_left_before_its_head_counts_the_prompt_and_what_may_have_been_made(BilledStream stream) {
        bench.fake.otherwise(Script.neverAnswer());
        leaveUnanswered("stops", stream, true, "stops");
        leaveUnanswered("runson", stream, true, "runson");
        Map<String, CallRow> rows = bench.settledRows(2);
        assertThat(rows).allSatisfy((name, row) -> {
            long counted = AbortBench.posted(row, Counted.COST);
            long made = name.equals("stops") ? 20 : stream.whole();
            assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
            assertThat(counted)
                    .isBetween(stream.bill(made), AbortBench.last(row).reservedNano());
            assertThat(row.providerCostNano()).isEqualTo(counted);
            assertThat(row.costNano()).isNotNull().isBetween(1L, counted);
        });
        bench.countersEqual(rows);
    }

    /** A provider makes a whole answer to its end, whether anybody waits for it or not. */
    @ParameterizedTest
    @EnumSource(
            value = BilledStream.class,
            names = {"CHAT", "ANTHROPIC"})
    void a_whole_answer_left_before_it_came_counts_all_that_it_may_have_come_to(BilledStream stream) {
        bench.fake.otherwise(Script.neverAnswer());
        leaveUnanswered("stops", stream, false, "left");
        Map<String, CallRow> rows = bench.settledRows(1);
        CallRow row = Objects.requireNonNull(rows.get("left"));
        long counted = AbortBench.posted(row, Counted.COST);
        assertThat(counted)
                .isBetween(stream.bill(BilledStream.MOST), AbortBench.last(row).reservedNano());
        assertThat(row.providerCostNano()).isEqualTo(counted);
        bench.countersEqual(rows);
    }

    @ParameterizedTest
    @EnumSource(AbortBench.Way.class)
    void a_call_left_while_it_waits_for_a_limit_was_never_sent_and_costs_nothing(AbortBench.Way way) {
        bench.fake.otherwise(Script.neverAnswer());
        String body = BilledStream.CHAT.request(true);
        try (RawClient first = bench.send(
                        "stops", BilledStream.CHAT, body, "{\"call\":\"first\",\"queue\":\"one\"}", "first");
                RawClient second = bench.send(
                        "stops", BilledStream.CHAT, body, "{\"call\":\"second\",\"queue\":\"one\"}", "second")) {
            Await.until("one call to arrive", AbortBench.PATIENCE, () -> hasArrived("first") || hasArrived("second"));
            boolean firstWaits = hasArrived("second");
            Await.until(
                    "both to have begun",
                    AbortBench.PATIENCE,
                    () -> bench.gateway.penstock().openCalls() == 2);
            way.leave(firstWaits ? first : second);
            Map<String, CallRow> rows = bench.settledRows(1);
            CallRow row = Objects.requireNonNull(rows.get(firstWaits ? "first" : "second"));
            assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
            isFree(row);
            (firstWaits ? second : first).reset();
            Map<String, CallRow> both = bench.settledRows(2);
            assertThat(bench.fake.requests()).hasSize(1);
            bench.countersEqual(both);
        }
    }

    /** The prompt is so long that it is counted before it is sent; some leave before, some while, some after it. */
    @ParameterizedTest
    @EnumSource(AbortBench.Way.class)
    void a_call_left_while_its_prompt_is_counted_costs_nothing_unless_it_was_sent(AbortBench.Way way) {
        bench.fake.otherwise(Script.neverAnswer());
        String prompt = "river stone light water ".repeat(8_000);
        String body = BilledStream.CHAT.request(true).replace("Hello", prompt);
        int calls = 40;
        for (int i = 0; i < calls; i++) {
            String name = "call-" + i;
            Await.until(
                    "nothing else to be open",
                    AbortBench.PATIENCE,
                    () -> bench.gateway.penstock().openCalls() == 0);
            try (RawClient client = bench.send("stops", BilledStream.CHAT, body, "{\"call\":\"" + name + "\"}", name)) {
                Await.until("the call to begin", AbortBench.PATIENCE, () -> hasBegun(name));
                LockSupport.parkNanos(i * 250_000L);
                way.leave(client);
            }
        }
        Map<String, CallRow> rows = bench.settledRows(calls);
        Set<String> sent = bench.fake.requests().stream()
                .map(request -> request.header("x-call").orElse(""))
                .collect(Collectors.toSet());
        // What was on its way when the client left may never be seen by the provider: its connection was cut behind it.
        Set<String> charged = rows.keySet().stream()
                .filter(name -> AbortBench.posted(Objects.requireNonNull(rows.get(name)), Counted.COST) > 0)
                .collect(Collectors.toSet());
        assertThat(charged).containsAll(sent).hasSizeLessThanOrEqualTo(sent.size() + MOST_ON_THEIR_WAY);
        assertThat(rows).allSatisfy((name, row) -> {
            if (!charged.contains(name)) {
                isFree(row);
            }
        });
        assertThat(rows.keySet()).containsAll(sent);
        bench.countersEqual(rows);
    }

    private boolean hasBegun(String call) {
        return bench.gateway.penstock().openCalls() > 0 || hasArrived(call);
    }
}
