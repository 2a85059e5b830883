package dev.penstock.app.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed under load keeps every call whose answer arrived, and is back at once. */
class CrashTest {
    private static final int KILLED = 128 + 9;
    private static final int CALLERS = 20;
    private static final int CALLS_A_SECOND = 1_000;
    private static final Duration LONGEST_START = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void what_a_client_received_is_in_the_log_once_after_a_kill() throws Exception {
        // How quickly it starts is for a quiet machine to say.
        killRepeatedly(3, LONGEST_START.multipliedBy(4));
    }

    @Test
    @Tag("soak")
    void what_a_client_received_is_in_the_log_once_after_many_kills() throws Exception {
        killRepeatedly(20, LONGEST_START);
    }

    private void killRepeatedly(int rounds, Duration longestStart) throws Exception {
        SplittableRandom random = new SplittableRandom(20);
        Queue<String> received = new ConcurrentLinkedQueue<>();
        List<Duration> starts = new ArrayList<>();
        try (FakeProvider fake = FakeProvider.start()) {
            fake.answering(request -> request.bodyText().contains("\"stream\":true")
                    ? Events.chat("Hel", "lo").model("gpt-4o").usage(9, 2).script()
                    : Events.chat("Hello").model("gpt-4o").usage(9, 2).wholeScript());
            String yaml = "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n";
            try (ChildGateway gateway = ChildGateway.ready(folder, yaml)) {
                for (int round = 0; round < rounds; round++) {
                    long lasting = random.nextLong(500, 1_500);
                    int before = received.size();
                    assertThat(killedUnderLoad(gateway, Duration.ofMillis(lasting), received))
                            .isEqualTo(KILLED);
                    assertThat(received.size()).isGreaterThan(before);
                    starts.add(gateway.restart());
                    allThere(gateway, received);
                }
            }
        }
        List<Duration> sorted = starts.stream().sorted().toList();
        System.out.printf(
                "%d kills, %d answers received, ready again after: median %d ms, longest %d ms%n",
                rounds,
                received.size(),
                sorted.get(rounds / 2).toMillis(),
                sorted.getLast().toMillis());
        assertThat(sorted.get(rounds / 2)).isLessThanOrEqualTo(longestStart);
    }

    private static int killedUnderLoad(ChildGateway gateway, Duration after, Queue<String> received)
            throws InterruptedException {
        int before = received.size();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                boolean stream = caller % 2 == 0;
                threads.execute(() -> callUntilKilled(gateway.port(), stream, received));
            }
            Await.until("the first answers", PATIENCE, () -> received.size() > before + 10 * CALLERS);
            LockSupport.parkNanos(after.toNanos());
            return gateway.kill();
        }
    }

    private static void callUntilKilled(int port, boolean stream, Queue<String> received) {
        RawRequest request = RawRequest.post("/v1/default/default/openai/chat/completions")
                .json("{\"model\":\"gpt-4o\",\"stream\":" + stream + ",\"messages\":[]}");
        long pause = CALLERS * 1_000_000_000L / CALLS_A_SECOND;
        try {
            while (true) {
                try (RawClient client = RawClient.connect(port)) {
                    for (int i = 0; i < 100; i++) {
                        long due = System.nanoTime() + pause;
                        RawResponse response = client.send(request).response(PATIENCE);
                        if (!response.complete()) {
                            return;
                        }
                        assertThat(response.status()).isEqualTo(200);
                        received.add(response.header("cf-aig-log-id").orElseThrow());
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                }
            }
        } catch (UncheckedIOException killed) {
            // The gateway is gone; so is this caller.
        }
    }

    private static void allThere(ChildGateway gateway, Queue<String> received) {
        Await.until("all received answers to be in the log", PATIENCE, () -> {
            Map<String, Long> times = times(gateway);
            return received.stream().allMatch(times::containsKey);
        });
        assertThat(times(gateway).values()).allMatch(count -> count == 1);
    }

    private static Map<String, Long> times(ChildGateway gateway) {
        try {
            return gateway.rows().stream()
                    .map(row -> row.id())
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
