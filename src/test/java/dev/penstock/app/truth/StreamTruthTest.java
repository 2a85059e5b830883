package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream that breaks is never taken for whole, and one that is whole never for broken. */
class StreamTruthTest {
    private static final Duration SOON = Duration.ofMillis(3);

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of(Tongue.providers(fake.origin()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_that_breaks_anywhere_ends_in_one_error_of_its_dialect_and_no_ending(Tongue tongue) {
        int calls = 0;
        for (int events = 0; events <= tongue.unended(); events++) {
            for (int cut : cuts(tongue, events)) {
                for (Script end : ends(tongue, cut)) {
                    fake.enqueue(end);
                    RawResponse response = RawClient.exchange(gateway.port(), tongue.ask());
                    assertBroken(tongue, events, response);
                    calls++;
                }
            }
        }

        List<CallRow> rows = gateway.awaitRows(calls, row -> row.usageSource() == UsageSource.ESTIMATED);

        assertThat(rows).allSatisfy(row -> {
            assertThat(row.outcome()).isEqualTo(Outcome.BROKEN);
            assertThat(row.failure()).isEqualTo("broken");
            assertThat(row.usage().inputTotal()).isBetween(5L, 60L);
            assertThat(row.usage().output()).isBetween(0L, 60L);
            if (tongue.isPriced()) {
                assertThat(row.costNano()).isPositive();
            }
        });
        assertThat(rows.getLast().usage().output()).isPositive();
        assertThat(gateway.penstock().openCalls()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_whole_stream_passes_unchanged(Tongue tongue) {
        fake.enqueue(tongue.script(), tongue.script().split(7));

        RawResponse response = RawClient.exchange(gateway.port(), tongue.ask());
        RawResponse split = RawClient.exchange(gateway.port(), tongue.ask());

        assertThat(response.body()).isEqualTo(Bytes.join(tongue.events()));
        assertThat(response.complete()).isTrue();
        assertThat(split.body()).isEqualTo(response.body());
        assertThat(gateway.awaitRows(2, row -> true)).allSatisfy(row -> {
            assertThat(row.outcome()).isEqualTo(Outcome.WHOLE);
            assertThat(row.usage().output()).isEqualTo(17);
        });
    }

    @Test
    void a_finish_reason_without_a_done_marker_is_an_ending() {
        Events events = Events.chat("Hel", "lo").usage(9, 2);
        fake.enqueue(Script.sse(events.withoutLast().list()));

        RawResponse response = RawClient.exchange(gateway.port(), Tongue.CHAT.ask());

        assertThat(response.complete()).isTrue();
        assertThat(response.body()).isEqualTo(events.withoutLast().bytes());
        assertThat(gateway.onlyRow().outcome()).isEqualTo(Outcome.WHOLE);
    }

    @Test
    void a_done_marker_without_a_finish_reason_is_an_ending() {
        List<byte[]> events =
                new ArrayList<>(Events.chat("Hel", "lo").withoutEnd().list());
        events.add(Bytes.of("data: [DONE]\n\n"));
        fake.enqueue(Script.sse(events));

        RawResponse response = RawClient.exchange(gateway.port(), Tongue.CHAT.ask());

        assertThat(response.complete()).isTrue();
        assertThat(response.body()).isEqualTo(Bytes.join(events));
        assertThat(gateway.onlyRow().outcome()).isEqualTo(Outcome.WHOLE);
    }

    @Test
    void one_of_two_choices_without_a_finish_is_no_ending() {
        String half = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null},"
                + "{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":null}]}\n\n"
                + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
        fake.enqueue(Script.sse(List.of(Bytes.of(half))));

        RawResponse response = RawClient.exchange(gateway.port(), Tongue.CHAT.ask());

        assertThat(response.complete()).isFalse();
        assertThat(gateway.onlyRow().outcome()).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void what_a_provider_reported_stands_when_its_connection_breaks_behind_the_last_event() {
        fake.enqueue(Tongue.MESSAGES
                .script()
                .resetAfterBody(
                        Tongue.MESSAGES.lengthOf(Tongue.MESSAGES.events().size())));

        RawResponse response = RawClient.exchange(gateway.port(), Tongue.MESSAGES.ask());

        assertThat(Bytes.text(response.body())).contains("message_stop").doesNotContain("event: error");
        CallRow row = gateway.awaitRows(1, one -> one.outcome() != Outcome.CLIENT_CLOSED)
                .getFirst();
        assertThat(row.usageSource()).isEqualTo(UsageSource.REPORTED);
        assertThat(row.usage().output()).isEqualTo(17);
    }

    @Test
    void a_stall_ends_at_the_idle_deadline_and_lets_everything_go() {
        gateway.reload("timeouts:\n  idle: 300ms\n" + Tongue.providers(fake.origin()));
        fake.enqueue(Tongue.MESSAGES.script().stallAfterPieces(4));
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(Tongue.MESSAGES.ask());
            RawResponse response = client.response();

            long waited = client.reads().getLast().nanos()
                    - fake.awaitRequest().writes().getLast().nanos();
            assertThat(Duration.ofNanos(waited)).isBetween(Duration.ofMillis(290), Duration.ofSeconds(3));
            assertThat(response.complete()).isFalse();
            assertThat(response.text()).contains("timeout_error");
        }
        fake.awaitRequest().awaitClosed(Duration.ofSeconds(2));
        Await.until(
                "no call is open",
                Duration.ofSeconds(2),
                () -> gateway.penstock().openCalls() == 0);
        CallRow row = gateway.awaitRows(1, one -> one.usageSource() == UsageSource.ESTIMATED)
                .getFirst();
        assertThat(row.outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(row.failure()).isEqualTo("timed_out_idle");
    }

    private static Set<Integer> cuts(Tongue tongue, int events) {
        int border = tongue.lengthOf(events);
        byte[] event = tongue.events().get(events);
        // A carriage return ends a line by itself: without its line feed the event is whole all the same.
        int lastInside = event.length - (Bytes.text(event).endsWith("\r\n") ? 3 : 1);
        return new TreeSet<>(List.of(border, border + 1, border + event.length / 2, border + lastInside));
    }

    private static List<Script> ends(Tongue tongue, int cut) {
        return List.of(
                tongue.script().resetAfterBody(cut).delayEnd(SOON),
                tongue.script().closeAfterBody(cut));
    }

    private static void assertBroken(Tongue tongue, int events, RawResponse response) {
        byte[] whole = tongue.beginning(events);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.complete()).isFalse();
        assertThat(Arrays.copyOf(response.body(), whole.length)).isEqualTo(whole);
        byte[] error = Arrays.copyOfRange(response.body(), whole.length, response.body().length);
        tongue.assertError(whole, error, events);
    }
}
