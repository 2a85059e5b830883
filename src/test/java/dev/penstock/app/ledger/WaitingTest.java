package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that wait for a limit wait in one line, for as long as it says, and no more of them than it says. */
class WaitingTest {
    private static final String CHAT = "/v1/default/shop/openai/chat/completions";

    private static Limited waiting(String longest, int places) {
        return Limited.gateway("limits:\n  - {id: gpu, counts: calls_at_once, limit: 1, exhausted: {wait: {longest: "
                + longest + ", places: " + places + "}}}\n");
    }

    private static RawResponse of(CompletableFuture<RawResponse> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    @Test
    void they_pass_in_the_order_they_came_as_soon_as_there_is_room() throws Exception {
        try (Limited limited = waiting("60s", 100)) {
            CompletableFuture<RawResponse> first = limited.underWay();
            List<CompletableFuture<RawResponse>> line = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                // Each on a connection of its own, so that all event loops have some.
                line.add(limited.inBackground("place-" + i + "-"));
                limited.awaitWaiting(i + 1);
            }
            limited.slow.countDown();
            assertThat(of(first).status()).isEqualTo(200);
            for (CompletableFuture<RawResponse> one : line) {
                assertThat(of(one).status()).isEqualTo(200);
            }
            List<String> order = limited.fake.requests().stream()
                    .map(ReceivedRequest::bodyText)
                    .skip(1)
                    .map(body -> body.replaceAll(".*place-(\\d+)-.*", "$1"))
                    .toList();
            assertThat(order).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
            limited.awaitWaiting(0);
        }
    }

    @Test
    void one_that_comes_when_the_line_is_full_is_refused() {
        try (Limited limited = waiting("60s", 2)) {
            assertThat(limited.underWay()).isNotDone();
            assertThat(limited.inBackground("second")).isNotDone();
            assertThat(limited.inBackground("third")).isNotDone();
            limited.awaitWaiting(2);
            RawResponse fourth = limited.call("gpt-4o", Map.of());
            assertThat(fourth.status()).isEqualTo(429);
            assertThat(fourth.text()).contains("Limit 'gpu' of this gateway: 1 of 1 calls are under way");
            assertThat(Limited.header(fourth, "retry-after")).isEqualTo("1");
        }
    }

    @Test
    void one_whose_time_is_over_is_refused_and_says_when_to_come_back() {
        try (Limited limited = waiting("200ms", 2)) {
            assertThat(limited.underWay()).isNotDone();
            long began = System.nanoTime();
            RawResponse late = limited.call("gpt-4o", Map.of());
            assertThat(late.status()).isEqualTo(429);
            assertThat(late.header("retry-after")).isPresent();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(195));
            limited.awaitWaiting(0);
            assertThat(limited.fake.requests()).hasSize(1);
        }
    }

    @Test
    void one_that_leaves_frees_its_place_wherever_it_stands() {
        try (Limited limited = waiting("60s", 2)) {
            assertThat(limited.underWay()).isNotDone();
            assertThat(limited.inBackground("head of the line")).isNotDone();
            limited.awaitWaiting(1);
            RawClient leaves = RawClient.connect(limited.gateway.port())
                    .send(limited.request(CHAT, Limited.chat("gpt-4o", "leaves"), Map.of()));
            limited.awaitWaiting(2);
            leaves.reset();
            limited.awaitWaiting(1);
            assertThat(limited.inBackground("in its place")).isNotDone();
            limited.awaitWaiting(2);
            leaves.close();
            assertThat(limited.fake.requests()).hasSize(1);
        }
    }

    @Test
    void one_that_is_larger_than_the_whole_limit_does_not_wait_for_nothing() {
        String limits =
                "limits:\n  - {id: t, counts: output_tokens, limit: 10, window: 1h, exhausted: {wait: {longest: 10m}}}\n";
        try (Limited limited = Limited.gateway(limits)) {
            assertThat(limited.call("gpt-4o", Map.of()).text()).contains("this call alone may come to more");
        }
    }

    @Test
    void time_alone_lets_a_call_pass_that_waits_for_a_window() {
        String limits =
                "limits:\n  - {id: t, counts: requests, limit: 1, window: 1s, exhausted: {wait: {longest: 30s}}}\n";
        try (Limited limited = Limited.gateway(limits)) {
            long began = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                assertThat(limited.status(Map.of())).isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void those_who_wait_when_the_gateway_stops_are_told_so() throws Exception {
        try (Limited limited = waiting("60s", 5)) {
            assertThat(limited.underWay()).isNotDone();
            CompletableFuture<RawResponse> waits = limited.inBackground("waits");
            limited.awaitWaiting(1);
            limited.stop(Duration.ofMillis(200));
            RawResponse told = of(waits);
            assertThat(told.status()).isEqualTo(503);
            assertThat(told.header("retry-after")).isPresent();
            assertThat(limited.fake.requests()).hasSize(1);
        }
    }

    @Test
    void whoever_waits_takes_nothing_of_other_limits() throws Exception {
        String limits = """
                limits:
                  - {id: gpu, counts: calls_at_once, limit: 1, exhausted: {wait: {longest: 60s}}}
                  - {id: money, counts: cost, limit: 5, window: 1h}
                """;
        try (Limited limited = Limited.gateway(limits)) {
            CompletableFuture<RawResponse> first = limited.underWay();
            long held = limited.gateway
                    .penstock()
                    .standings("default/shop/limit:money", 1)
                    .getFirst()
                    .held();
            CompletableFuture<RawResponse> waits = limited.inBackground("waits");
            limited.awaitWaiting(1);
            assertThat(limited.gateway
                            .penstock()
                            .standings("default/shop/limit:money", 1)
                            .getFirst()
                            .held())
                    .isEqualTo(held);
            limited.slow.countDown();
            assertThat(of(first).status()).isEqualTo(200);
            assertThat(of(waits).status()).isEqualTo(200);
            Await.until(
                    "everything settled",
                    Limited.PATIENCE,
                    () -> limited.gateway
                                    .penstock()
                                    .standings("default/shop/limit:money", 1)
                                    .getFirst()
                                    .held()
                            == 0);
        }
    }
}
