package dev.penstock.app.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import dev.penstock.identity.NewToken;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings are replaced while calls run: new calls take the new ones, running calls keep theirs. */
class ReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long STOPPED_MILLIS = 1_000;
    private static final int CALLERS = 10;
    private static final int CALLS_A_SECOND = 500;
    private static final int STREAMS = 50;
    private static final int RELOADS = 100;

    private final FakeProvider fake = FakeProvider.start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        fake.close();
    }

    /** When a revision began to be the one that new calls take; not before the first, not after the second. */
    private record Installed(long revision, long beganMillis, long doneMillis) {}

    @Test
    void a_hundred_reloads_under_load_fail_no_call_and_cut_no_stream() throws Exception {
        Stepper held = new Stepper();
        fake.when(
                request -> request.bodyText().contains("open"),
                Script.sse(chat()).stepped(held));
        fake.otherwise(Events.chat("Hello").model("gpt-4o").usage(9, 2).wholeScript());
        String yaml = "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n";
        try (RunningGateway gateway = RunningGateway.of(yaml);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<RawClient> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add(RawClient.connect(gateway.port()).send(request("open", true)));
            }
            fake.awaitRequest(STREAMS - 1, PATIENCE);
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(() -> callUntil(over, gateway.port())));
            }
            List<Installed> installed = reload(gateway, yaml);
            over.set(true);
            int calls = 0;
            for (Future<Integer> caller : callers) {
                calls += caller.get();
            }
            held.releaseAll();
            for (RawClient stream : streams) {
                RawResponse response = stream.response(PATIENCE);
                assertThat(response.complete()).as(response.toString()).isTrue();
                assertThat(response.text()).contains("[DONE]");
                stream.close();
            }
            System.out.printf("%d reloads during %d calls and %d streams%n", RELOADS, calls, STREAMS);
            int expected = calls + STREAMS;
            Await.until("all rows", PATIENCE, () -> rows(gateway).size() >= expected);
            List<CallRow> rows = rows(gateway);
            assertThat(rows.size()).isEqualTo(expected);
            assertThat(rows.stream().filter(row -> row.outcome() != Outcome.WHOLE))
                    .isEmpty();
            assertThat(rows.stream().map(CallRow::configRevision).distinct()).hasSizeGreaterThan(RELOADS / 4);
            assertThat(rows).allSatisfy(row -> tookACurrentRevision(row, installed));
        }
    }

    private static List<CallRow> rows(RunningGateway gateway) {
        try {
            return ChildGateway.rows(gateway.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Installed> reload(RunningGateway gateway, String yaml) throws Exception {
        Path file = folder.resolve("next.yaml");
        Files.writeString(file, "port: 0\nadmin_port: 0\ndata: " + gateway.data() + "\n" + yaml);
        Settings running = settings(file);
        List<Installed> installed = new ArrayList<>();
        installed.add(new Installed(gateway.penstock().revision(), 0, 0));
        for (int i = 0; i < RELOADS; i++) {
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
            Files.writeString(
                    file,
                    "port: 0\nadmin_port: 0\ndata: " + gateway.data() + "\ngrace_time: " + (i + 1) + "s\n" + yaml);
            Settings next = settings(file).following(running);
            long before = System.currentTimeMillis();
            gateway.penstock().take(next);
            installed.add(new Installed(gateway.penstock().revision(), before, System.currentTimeMillis()));
            running = next;
        }
        return installed;
    }

    private static void tookACurrentRevision(CallRow row, List<Installed> installed) {
        int index = Math.toIntExact(row.configRevision() - installed.getFirst().revision());
        long began = row.createdAt();
        long ended = began + Math.ceilDiv(row.durationMicros(), 1_000) + 1;
        assertThat(installed.get(index).beganMillis()).isLessThanOrEqualTo(ended);
        if (index + 1 < installed.size()) {
            // A call takes its snapshot just before it reads the clock; its thread may be stopped between the two.
            assertThat(installed.get(index + 1).doneMillis() + STOPPED_MILLIS).isGreaterThanOrEqualTo(began);
        }
    }

    private static int callUntil(AtomicBoolean over, int port) {
        int calls = 0;
        long pause = CALLERS * 1_000_000_000L / CALLS_A_SECOND;
        while (!over.get()) {
            try (RawClient client = RawClient.connect(port)) {
                for (int i = 0; i < 100 && !over.get(); i++) {
                    long due = System.nanoTime() + pause;
                    RawResponse response = client.send(request("short", false)).response(PATIENCE);
                    assertThat(response.status()).as(response.toString()).isEqualTo(200);
                    assertThat(response.complete()).isTrue();
                    calls++;
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
        return calls;
    }

    @Test
    void another_address_of_a_provider_is_for_new_calls_only() {
        Stepper held = new Stepper();
        fake.otherwise(Script.sse(chat()).stepped(held));
        try (FakeProvider other = FakeProvider.start();
                RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
                RawClient running = RawClient.connect(gateway.port())) {
            other.otherwise(Events.chat("from the other").usage(9, 2).wholeScript());
            running.send(request("open", true));
            held.release(1);
            assertThat(running.event(PATIENCE)).isPresent();

            gateway.reload("providers:\n  openai:\n    base_url: " + other.origin() + "/v1\n");

            assertThat(RawClient.exchange(gateway.port(), request("new", false)).text())
                    .contains("from the other");
            held.releaseAll();
            assertThat(running.response(PATIENCE).complete()).isTrue();
            assertThat(fake.requests()).hasSize(1);
        }
    }

    @Test
    void a_process_reads_its_file_again_when_it_changes_or_is_told_to() throws Exception {
        fake.otherwise(Events.chat("Hello").usage(9, 2).wholeScript());
        String open = "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n";
        String closed = open + "gateways:\n  - id: default\n    authentication: true\n";
        try (ChildGateway gateway = ChildGateway.ready(folder, open)) {
            assertThat(status(gateway, Optional.empty())).isEqualTo(200);

            ChildGateway.write(folder, closed);
            gateway.hangUp();
            Await.until(
                    "the token to be needed after SIGHUP",
                    Duration.ofSeconds(2),
                    () -> status(gateway, Optional.empty()) == 401);

            ChildGateway.write(folder, open);
            Await.until("the changed file to be read", PATIENCE, () -> status(gateway, Optional.empty()) == 200);

            ChildGateway.write(folder, open + "gatewayz: []\n");
            gateway.hangUp();
            Await.until(
                    "the mistake to be told", PATIENCE, () -> gateway.printed().contains("gatewayz"));
            assertThat(gateway.printed().lines().filter(line -> line.contains("gatewayz")))
                    .anySatisfy(line -> assertThat(line)
                            .contains("penstock.yaml")
                            .contains("line 4")
                            .contains("gateways")
                            .contains("the running ones stay"));
            assertThat(status(gateway, Optional.empty())).isEqualTo(200);
        }
    }

    @Test
    void a_token_that_is_removed_is_refused_within_two_seconds() throws Exception {
        fake.otherwise(Events.chat("Hello").usage(9, 2).wholeScript());
        NewToken minted = NewToken.mint(new SecureRandom()::nextBytes);
        String token = minted.secret().reveal();
        String yaml = "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n"
                + "gateways:\n  - id: default\n    authentication: true\n";
        try (ChildGateway gateway = ChildGateway.ready(folder, yaml + tokens(minted))) {
            assertThat(status(gateway, Optional.of(token))).isEqualTo(200);

            ChildGateway.write(folder, yaml);

            Await.until(
                    "the token to be refused",
                    Duration.ofSeconds(2).plusMillis(500),
                    () -> status(gateway, Optional.of(token)) == 401);
        }
    }

    private static String tokens(NewToken token) {
        return "tokens:\n  - id: \"" + token.id() + "\"\n    sha256: \"" + token.sha256() + "\"\n";
    }

    private static int status(ChildGateway gateway, Optional<String> token) {
        RawRequest request = request("short", false);
        return RawClient.exchange(
                        gateway.port(),
                        token.map(t -> request.header("cf-aig-authorization", "Bearer " + t))
                                .orElse(request))
                .status();
    }

    private static RawRequest request(String user, boolean stream) {
        return RawRequest.post("/v1/default/default/openai/chat/completions")
                .json("{\"model\":\"gpt-4o\",\"stream\":" + stream + ",\"user\":\"" + user + "\"}");
    }

    private static List<byte[]> chat() {
        return Events.chat("Hel", "lo").model("gpt-4o").usage(9, 2).list();
    }

    private Settings settings(Path file) {
        ConfigSource source = ConfigSource.of(folder, Optional.of(file), Map.of(), Map.of(), Set.of("openai"));
        return switch (source.read()) {
            case Reading.Good good -> good.settings();
            case Reading.Bad bad -> throw new AssertionError(bad.problems());
        };
    }
}
