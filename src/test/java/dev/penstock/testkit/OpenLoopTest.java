package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {
    private static String event(int number) {
        return "data: {\"content\":\"#" + number + "@" + System.nanoTime() + " \"}\n\n";
    }

    private static LoadReport oneStream(Script script, int events) {
        try (FakeProvider provider = FakeProvider.start().otherwise(script)) {
            return OpenLoop.sse(LoadTarget.direct(provider.port()), 1, 1, events, Duration.ZERO)
                    .run();
        }
    }

    @Test
    void keeps_its_rate_and_counts_every_call() {
        try (BenchUpstream upstream = BenchUpstream.start(0)) {
            LoadReport report = OpenLoop.json(LoadTarget.direct(upstream.port()), 500, Duration.ofSeconds(2))
                    .run();
            assertThat(report.requests()).isEqualTo(1000);
            assertThat(report.failures()).isZero();
            assertThat(report.seconds()).isBetween(1.9, 3.0);
            assertThat(report.latency().p50()).isPositive();
            LoadReport closed = OpenLoop.closed(LoadTarget.direct(upstream.port()), 16, 2000)
                    .run();
            assertThat(closed.requests()).isEqualTo(2000);
            assertThat(closed.failures()).isZero();
        }
    }

    @Test
    void streams_come_whole_and_in_order() {
        try (BenchUpstream upstream = BenchUpstream.start(0)) {
            LoadReport report = OpenLoop.sse(LoadTarget.direct(upstream.port()), 200, 1000, 10, Duration.ofMillis(20))
                    .run();
            assertThat(report.requests()).isEqualTo(200);
            assertThat(report.events()).isEqualTo(2000);
            assertThat(report.lost()).isZero();
            assertThat(report.reordered()).isZero();
        }
    }

    @Test
    void sees_loss_and_disorder_and_broken_streams() {
        Script gap = Script.sse(List.of(Bytes.of(event(0)), Bytes.of(event(3))));
        assertThat(oneStream(gap, 5)).satisfies(report -> {
            assertThat(report.events()).isEqualTo(2);
            assertThat(report.lost()).isEqualTo(3);
        });
        Script swapped = Script.sse(List.of(Bytes.of(event(0)), Bytes.of(event(2)), Bytes.of(event(1))));
        assertThat(oneStream(swapped, 3).reordered()).isEqualTo(1);
        Script cut = Script.sse(List.of(Bytes.of(event(0)), Bytes.of(event(1)))).resetAfterPieces(1);
        assertThat(oneStream(cut, 2)).satisfies(report -> {
            assertThat(report.failures()).isEqualTo(1);
            assertThat(report.lost()).isEqualTo(1);
        });
        assertThat(oneStream(Script.answer(502), 2).statuses()).containsExactly(Map.entry(502, 1L));
    }

    @Test
    void sees_events_that_were_held_back() {
        long now = System.nanoTime();
        // Both were written long ago and arrive together: the first was kept until after the second was written.
        Script together = Script.sse(
                List.of(Bytes.of("data: #0@" + (now - 9_000_000) + " \n\ndata: #1@" + (now - 5_000_000) + " \n\n")));
        assertThat(oneStream(together, 2).held()).isEqualTo(1);
    }

    @Test
    void counts_latency_from_when_a_call_was_due() {
        try (FakeProvider slow =
                FakeProvider.start().otherwise(Script.json(200, "{}").delayBefore(Duration.ofMillis(100)))) {
            OpenLoop load = new OpenLoop(LoadTarget.direct(slow.port()), 20, 1, 10, 0, 0, Duration.ZERO);
            // Due every 50 ms, served every 100 ms by one connection: the tenth waits 450 ms and more.
            assertThat(load.run().latency().max()).isGreaterThan(450_000);
        }
    }
}
