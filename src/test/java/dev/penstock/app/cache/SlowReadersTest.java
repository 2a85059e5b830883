package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ends.ChildGateway;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.Ports;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who read nothing of large answers cost a bounded room, and hold up nobody. */
class SlowReadersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 1024 * 1024;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void some_slow_readers_of_a_large_stream_hold_up_nobody() throws Exception {
        read(200);
    }

    @Test
    @Tag("soak")
    void two_thousand_slow_readers_of_a_large_stream_hold_up_nobody() throws Exception {
        read(2_000);
    }

    private void read(int slow) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String large = "large" + "x".repeat(LARGE / 20);
        byte[] whole = Bytes.join(Answers.events(large, 20));
        try (FakeProvider fake = FakeProvider.start().answering(request -> {
                    asked.incrementAndGet();
                    return request.bodyText().contains("large") ? Answers.stream(large, 20) : Answers.stream("n", 20);
                });
                ChildGateway gateway = ChildGateway.ready(folder, """
                        providers:
                          openai:
                            base_url: %s/v1
                        gateways:
                          - id: shop
                            authentication: false
                            cache_ttl: 600
                        """.formatted(fake.origin()))) {
            List<RawClient> readers = new ArrayList<>();
            for (int i = 0; i < slow; i++) {
                // Half of them while it comes, half of what is kept.
                readers.add(RawClient.connect(Ports.loopback(gateway.port()), 4 * 1024)
                        .send(Answers.streamed(i < slow / 2 ? "large" : "large again")));
            }
            // Who came early has taken what its window takes, and stands still.
            Await.until("the answers to stand", PATIENCE, () -> asked.get() >= 1 && stands(readers));
            long[] took = new long[200];
            for (int i = 0; i < took.length; i++) {
                long started = System.nanoTime();
                RawResponse quick = RawClient.exchange(gateway.port(), Answers.streamed("quick " + i % 10));
                took[i] = System.nanoTime() - started;
                assertThat(quick.body()).isEqualTo(Bytes.join(Answers.events("n", 20)));
            }
            Arrays.sort(took);
            long p95 = TimeUnit.NANOSECONDS.toMicros(took[took.length * 95 / 100]);
            long rss = residentBytes(gateway.process().pid());
            System.out.printf("%d slow readers: RSS %d MB, p95 of quick calls %d us%n", slow, rss >> 20, p95);
            assertThat(p95).isLessThan(500_000);
            assertThat(rss).isLessThan(700L << 20);
            assertThat(asked.get()).isLessThanOrEqualTo(12);
            // Whoever begins to read has all of it.
            for (RawClient reader : readers.subList(slow - 20, slow)) {
                assertThat(Arrays.equals(reader.response(PATIENCE).body(), whole))
                        .isTrue();
            }
            readers.forEach(RawClient::reset);
        }
    }

    /** Each has been given a beginning. */
    private static boolean stands(List<RawClient> readers) {
        return readers.stream().allMatch(RawClient::hasBytes);
    }

    private static long residentBytes(long process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
