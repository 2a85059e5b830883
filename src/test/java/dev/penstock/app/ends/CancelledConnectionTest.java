package dev.penstock.app.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.BlackHole;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.Ports;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The connections of calls that were left: nobody else ever reads from them, and nobody else loses theirs. */
class CancelledConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern NONCE = Pattern.compile("nonce-\\d+-");

    private final FakeProvider fake = FakeProvider.start();

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void nobody_sees_the_answer_of_a_call_that_was_left() throws Exception {
        mixed(2_000);
    }

    @Test
    @Tag("soak")
    void nobody_sees_the_answer_of_a_call_that_was_left_among_very_many() throws Exception {
        mixed(20_000);
    }

    @Test
    void a_call_left_while_its_connection_opens_is_never_sent_and_costs_nothing() throws Exception {
        try (BlackHole hole = BlackHole.open();
                RunningGateway gateway = RunningGateway.with("openai", "http://127.0.0.1:" + hole.port() + "/v1")) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.connect(gateway.port())) {
                    client.send(request("nonce-" + i + "-", false));
                    int expected = i + 1;
                    Await.until(
                            "the call to begin",
                            PATIENCE,
                            () -> gateway.penstock().openCalls() == 1);
                    if (expected % 2 == 0) {
                        client.reset();
                    } else {
                        client.finish();
                    }
                    Await.until(
                            "the call to end",
                            PATIENCE,
                            () -> gateway.penstock().openCalls() == 0);
                }
            }
            List<CallRow> rows = gateway.awaitRows(20, row -> row.outcome() == Outcome.CLIENT_CLOSED);
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.usageSource()).isEqualTo(UsageSource.NONE);
                assertThat(row.attempts()).hasSize(1);
                assertThat(row.attempts().getFirst().failure()).isNotNull();
                assertThat(row.costNano())
                        .satisfiesAnyOf(
                                cost -> assertThat(cost).isNull(),
                                cost -> assertThat(cost).isZero());
            });
            assertThat(Gauges.stillHeld(gateway.adminPort())).isEmpty();
        }
    }

    @Test
    void a_provider_that_reads_nothing_loses_its_connection_all_the_same() throws Exception {
        try (ServerSocket listener = new ServerSocket()) {
            listener.setReceiveBufferSize(8 * 1024);
            listener.bind(Ports.loopback(0));
            try (RunningGateway gateway =
                            RunningGateway.with("openai", "http://127.0.0.1:" + listener.getLocalPort() + "/v1");
                    RawClient client = RawClient.connect(gateway.port())) {
                int size = 8 * 1024 * 1024;
                client.send(RawRequest.post("/v1/default/default/openai/chat/completions")
                        .json("{\"model\":\"gpt-4o\",\"padding\":\"" + "x".repeat(size) + "\"}"));
                try (Socket provider = listener.accept()) {
                    Await.until(
                            "the call to begin",
                            PATIENCE,
                            () -> gateway.penstock().openCalls() == 1);
                    provider.setSoTimeout(10_000);
                    client.reset();
                    Await.until(
                            "the call to end",
                            PATIENCE,
                            () -> gateway.penstock().openCalls() == 0);
                    LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
                    // Had the close waited for the provider to read, the whole body would come now.
                    assertThat(readAll(provider)).isLessThan(size);
                }
            }
        }
    }

    private static long readAll(Socket socket) {
        long read = 0;
        try {
            byte[] buffer = new byte[64 * 1024];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                read += n;
            }
        } catch (SocketTimeoutException open) {
            throw new AssertionError("The connection is still open after " + read + " bytes", open);
        } catch (IOException reset) {
            return read;
        }
        return read;
    }

    private void mixed(int calls) throws Exception {
        fake.answering(request -> {
            Matcher nonce = NONCE.matcher(request.bodyText());
            assertThat(nonce.find()).isTrue();
            Events events = Events.chat(nonce.group(), " and ", nonce.group())
                    .model("gpt-4o")
                    .usage(9, 7);
            int wait = Math.floorMod(nonce.group().hashCode(), 4);
            Script answer = request.bodyText().contains("\"stream\":true") ? events.script() : events.wholeScript();
            return answer.delayBefore(Duration.ofMillis(wait)).delayBetween(Duration.ofMillis(wait / 2));
        });
        try (RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            int callers = 16;
            for (int caller = 0; caller < callers; caller++) {
                SplittableRandom random = new SplittableRandom(caller);
                int first = caller * (calls / callers);
                running.add(threads.submit(() -> caller(gateway.port(), first, calls / callers, random)));
            }
            int answered = 0;
            for (Future<Integer> one : running) {
                answered += one.get();
            }
            assertThat(answered).isBetween(calls / 3, calls);
            Await.until(
                    "nothing to be held",
                    PATIENCE,
                    () -> Gauges.stillHeld(gateway.adminPort()).isEmpty());
            assertThat(fake.violations()).isEmpty();
        }
    }

    /** One caller's calls, half of them left; how many were answered, each with its own nonce. */
    private static int caller(int port, int first, int calls, SplittableRandom random) {
        int answered = 0;
        RawClient kept = RawClient.connect(port);
        for (int i = first; i < first + calls; i++) {
            String nonce = "nonce-" + i + "-";
            boolean stream = random.nextBoolean();
            if (random.nextBoolean()) {
                leave(port, request(nonce, stream), random);
                continue;
            }
            RawResponse response = kept.send(request(nonce, stream)).response(PATIENCE);
            assertThat(response.status()).as(response.toString()).isEqualTo(200);
            assertThat(response.complete()).isTrue();
            assertThat(NONCE.matcher(response.text()).results().map(found -> found.group()))
                    .isNotEmpty()
                    .allMatch(nonce::equals);
            answered++;
            if (answered % 50 == 0) {
                kept.close();
                kept = RawClient.connect(port);
            }
        }
        kept.close();
        return answered;
    }

    private static void leave(int port, RawRequest request, SplittableRandom random) {
        try (RawClient client = RawClient.connect(port)) {
            client.send(request);
            switch (random.nextInt(3)) {
                case 0 -> {}
                case 1 -> LockSupport.parkNanos(random.nextLong(6_000_000));
                default -> client.event(PATIENCE);
            }
            client.reset();
        }
    }

    private static RawRequest request(String nonce, boolean stream) {
        return RawRequest.post("/v1/default/default/openai/chat/completions")
                .json("{\"model\":\"gpt-4o\",\"stream\":" + stream + ",\"user\":\"" + nonce + "\"}");
    }
}
