package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ends.ChildGateway;
import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed while it keeps answers gives each of them afterwards as it was, or not at all. */
class KilledCacheTest {
    private static final int CALLERS = 24;
    private static final int PROMPTS = 60;

    @TempDir
    private Path folder = Path.of("");

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();

    /** Every answer that was made, by its nonce, as its client must get it. */
    private final Map<String, byte[]> made = new ConcurrentHashMap<>();

    private final FakeProvider fake = FakeProvider.start().answering(this::answer);
    private int hits;
    private int misses;

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void what_was_kept_is_whole_after_a_kill() throws Exception {
        killRepeatedly(2, Duration.ofMillis(400));
    }

    @Test
    @Tag("soak")
    void what_was_kept_is_whole_after_twenty_kills() throws Exception {
        killRepeatedly(20, Duration.ofSeconds(3));
    }

    private Script answer(ReceivedRequest request) {
        String body = request.bodyText();
        int from = body.indexOf("prompt-");
        String prompt = body.substring(from, body.indexOf('"', from));
        String nonce = prompt + "-n" + asked.incrementAndGet() + "-";
        // From a few bytes to many pages of the store.
        String large = nonce + "x".repeat(nonce.hashCode() & 0x7fff);
        if (body.contains("\"stream\":true")) {
            List<byte[]> events = Answers.events(large, 3);
            made.put(nonce, Bytes.join(events));
            return Script.sse(events);
        }
        made.put(nonce, Bytes.of(Answers.json(large)));
        return Script.json(200, Answers.json(large));
    }

    private static RawRequest call(String prompt, boolean streams) {
        return Answers.call(Answers.PATH, prompt, streams);
    }

    /** The nonce in an answer to a prompt, the bytes of which must be those that were made. */
    private void isExact(String prompt, RawResponse response) {
        String text = response.text();
        int from = text.indexOf(prompt + "-n");
        assertThat(from).as("%s in %s", prompt, response).isNotNegative();
        String nonce = text.substring(from, text.indexOf('-', from + prompt.length() + 1) + 1);
        assertThat(made).containsKey(nonce);
        assertThat(Arrays.equals(response.body(), made.get(nonce))).as(nonce).isTrue();
    }

    private void killRepeatedly(int rounds, Duration longest) throws Exception {
        String yaml = """
                providers:
                  openai:
                    base_url: %s/v1
                gateways:
                  - id: shop
                    authentication: false
                    cache_ttl: 3600
                    cache: {cross_forms: false}
                    limits:
                      - {id: calls, counts: requests, limit: 1000000, window: 24h, technique: fixed}
                """.formatted(fake.origin());
        SplittableRandom random = new SplittableRandom(9);
        ChildGateway.write(folder, yaml);
        try (ChildGateway gateway = ChildGateway.ready(folder, yaml)) {
            for (int round = 0; round < rounds; round++) {
                underLoad(
                        gateway, round, Duration.ofMillis(random.nextLong(longest.toMillis() / 3, longest.toMillis())));
                gateway.restart();
                verify(gateway.port(), round);
            }
            assertThat(gateway.kill()).isEqualTo(128 + 9);
        }
        assertThat(hits).as("answers that outlived a kill").isPositive();
        books(yaml);
        System.out.println("killed cache: " + rounds + " kills, " + asked + " answers made, " + received
                + " calls under load, then " + hits + " hits and " + misses + " misses");
    }

    private void underLoad(ChildGateway gateway, int round, Duration lasting) throws InterruptedException {
        int before = received.get();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                SplittableRandom random = new SplittableRandom(round * 1_000L + caller);
                threads.execute(() -> untilGone(gateway.port(), round, random));
            }
            Await.until("the first answers", CachedShop.PATIENCE, () -> received.get() > before + 2 * CALLERS);
            LockSupport.parkNanos(lasting.toNanos());
            assertThat(gateway.kill()).isEqualTo(128 + 9);
        }
    }

    private void untilGone(int port, int round, SplittableRandom random) {
        try (RawClient client = RawClient.connect(port)) {
            boolean goesOn = true;
            while (goesOn) {
                String prompt = "prompt-" + round + "." + random.nextInt(PROMPTS);
                RawResponse response =
                        client.send(call(prompt, random.nextBoolean())).response(CachedShop.PATIENCE);
                goesOn = response.complete() && response.status() == 200;
                if (goesOn) {
                    isExact(prompt, response);
                    received.incrementAndGet();
                }
            }
        } catch (UncheckedIOException killed) {
            // The gateway is gone; so is this caller.
        }
    }

    private void verify(int port, int round) {
        try (RawClient client = RawClient.connect(port)) {
            for (int i = 0; i < 2 * PROMPTS; i++) {
                String prompt = "prompt-" + round + "." + i / 2;
                RawResponse response = client.send(call(prompt, i % 2 == 0)).response(CachedShop.PATIENCE);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.complete()).isTrue();
                isExact(prompt, response);
                boolean isHit = CachedShop.status(response).equals("HIT");
                hits += isHit ? 1 : 0;
                misses += isHit ? 0 : 1;
            }
        }
    }

    /** Each reused answer is that of a call on record, at its cost, and limits counted every call. */
    private void books(String yaml) throws Exception {
        try (RunningGateway gateway = RunningGateway.in(folder, yaml)) {
            List<CallRow> rows = ChildGateway.rows(gateway.data());
            Map<String, CallRow> byId = new HashMap<>();
            rows.forEach(row -> byId.put(row.id(), row));
            assertThat(byId).hasSize(rows.size());
            for (CallRow row : rows) {
                Reuse reuse = row.reuse();
                if (reuse != null) {
                    assertThat(row.costNano()).isZero();
                    assertThat(byId).as(row.id()).containsKey(reuse.of());
                    CallRow payer = Objects.requireNonNull(byId.get(reuse.of()));
                    assertThat(payer.reuse()).isNull();
                    // Who waited for a call that never ended does not know what it came to.
                    assertThat(reuse.savedNano() == null || reuse.savedNano().equals(payer.costNano()))
                            .as("%s of %s", row, payer)
                            .isTrue();
                }
            }
            long whole = rows.stream().filter(row -> row.status() == 200).count();
            assertThat(whole).isGreaterThanOrEqualTo(received.get() + hits + misses);
            long posted = rows.stream()
                    .flatMap(row -> row.attempts().stream())
                    .flatMap(attempt -> attempt.postings().stream())
                    .filter(posting -> posting.counted() == Counted.REQUESTS)
                    .mapToLong(Posting::amount)
                    .sum();
            long taken = gateway.penstock().standings("", 1_000).stream()
                    .mapToLong(standing -> standing.taken())
                    .sum();
            assertThat(taken).isEqualTo(posted).isGreaterThanOrEqualTo(whole);
        }
    }
}
