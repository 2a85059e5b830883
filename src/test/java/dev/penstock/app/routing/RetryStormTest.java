package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an upstream fails altogether, it is not asked several times as often as in good times. */
class RetryStormTest {
    private static final int CALLS = 200;

    @Test
    void further_tries_keep_to_a_share_of_the_calls(@TempDir Path folder) {
        try (Shop shop = new Shop(folder, "retry_delay: 100\nretry_backoff: exponential", "", "down")) {
            shop.fake("down").otherwise(Script.json(500, "{\"error\":\"down\"}"));
            long begun = System.nanoTime();

            List<RawResponse> responses = atOnce(shop);

            double seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1_000.0;
            assertThat(responses).allSatisfy(response -> {
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.text()).isEqualTo("{\"error\":\"down\"}");
            });
            assertThat((double) shop.asked("down")).isBetween((double) CALLS, CALLS * 1.2 + 3 * (seconds + 1));
            int rows = Fleet.settled(shop.gateway, CALLS).values().stream()
                    .map(CallRow::attempts)
                    .mapToInt(List::size)
                    .sum();
            assertThat(rows).isEqualTo(shop.asked("down"));
        }
    }

    private static List<RawResponse> atOnce(Shop shop) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<RawResponse>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                String event = "call-" + i;
                calls.add(CompletableFuture.supplyAsync(
                        () -> shop.call(Shop.named(event, Shop.chat("down").header("cf-aig-max-attempts", "5"))),
                        threads));
            }
            return calls.stream().map(CompletableFuture::join).toList();
        }
    }
}
