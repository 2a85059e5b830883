package dev.penstock.app.ledger;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.Script;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls of every kind to a gateway that is about to be killed: short ones and slow ones, streams that are left in the
 * middle, streams that never end, and one purse that is spent little by little.
 */
final class CrashLoad implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int LEAST_CALLERS = 48;
    private static final int LONG_STREAMS = 6;
    private static final int MOST_FROM_PURSE = 60;
    private static final String PATH = "/v1/default/shop/openai/chat/completions";

    private final FakeProvider fake = FakeProvider.start();
    private final int callsASecond;
    private final int callers;

    /** Ids of answers that came to their end. Shared by all callers. */
    final Queue<String> received = new ConcurrentLinkedQueue<>();

    /** Ids of streams that were open when the gateway was killed. Shared by all callers. */
    final Queue<String> open = new ConcurrentLinkedQueue<>();

    /** Ids of streams that were left in the middle. Shared by all callers. */
    final Queue<String> left = new ConcurrentLinkedQueue<>();

    /** Calls that reached the provider. Shared. */
    final AtomicLong reached = new AtomicLong();

    private long rate;

    CrashLoad(int callsASecond) {
        this.callsASecond = callsASecond;
        this.callers = Math.max(LEAST_CALLERS, callsASecond / 10);
        fake.answering(this::answer);
    }

    /** Limits of every kind, none of which refuses but the purses. */
    String settings() {
        return """
                grace_time: 1s
                providers:
                  openai:
                    base_url: %s/v1
                account_limits:
                  - {id: month, counts: cost, limit: 1000000, period: monthly, zone: Europe/Berlin}
                  - {id: calls, counts: requests, limit: 1000000000, window: 1h, technique: fixed}
                gateways:
                  - id: shop
                    authentication: false
                    rate_limiting_limit: 10000000
                    rate_limiting_interval: 3600
                    rate_limiting_technique: sliding
                    spend_limits:
                      enabled: true
                      rules:
                        - {id: day, limit: 100000, window: 86400, technique: fixed}
                        - {id: team, limit: 100000, window: 3600, metadata: {team: {mode: partition}}}
                        - {id: short, limit: 100000, window: 30}
                    limits:
                      - {id: today, counts: cost, limit: 100000, period: daily, by: {metadata.team: each}}
                      - {id: tokens, counts: tokens, limit: 1000000000, window: 1h}
                      - {id: output, counts: output_tokens, limit: 1000000000, window: 1h, by: {model: each}}
                      - {id: purse, counts: cost, limit: 1.00, window: 24h, by: {metadata.purse: each}}
                      - {id: at-once, counts: calls_at_once, limit: 5000}
                      - {id: streams, counts: open_streams, limit: 5000}
                """.formatted(fake.origin());
    }

    private Script answer(ReceivedRequest request) {
        reached.incrementAndGet();
        String body = request.bodyText();
        Events events = Events.chat("Hel", "lo").model("gpt-4o").usage(9, 2);
        if (!body.contains("\"stream\":true")) {
            return events.wholeScript().delayBody(Duration.ofMillis(body.contains("slow") ? 200 : 0));
        }
        if (body.contains("for ever") || body.contains("left")) {
            byte[] piece = events.list().get(1);
            return Script.sse(events.withoutEnd().list()).forever(piece, Duration.ofMillis(50));
        }
        return events.script();
    }

    /** Carries on until the gateway is gone, which the action sees to after a while. */
    void until(int port, String round, Duration lasting, Runnable kill) {
        int before = received.size();
        int openBefore = open.size();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                int number = caller;
                threads.execute(() -> untilGone(() -> callOnAndOn(port, number)));
            }
            for (int stream = 0; stream < LONG_STREAMS; stream++) {
                threads.execute(() -> untilGone(() -> stream(port)));
            }
            threads.execute(() -> untilGone(() -> spendSlowly(port, round)));
            Await.until(
                    "the first answers and all long streams",
                    PATIENCE,
                    () -> received.size() > before + 2 * callers && open.size() >= openBefore + LONG_STREAMS);
            long reachedBefore = reached.get();
            long began = System.nanoTime();
            LockSupport.parkNanos(lasting.toNanos());
            rate = (reached.get() - reachedBefore) * 1_000_000_000L / (System.nanoTime() - began);
            kill.run();
        }
    }

    /** Calls a second that reached the provider, the last time until the gateway was gone. */
    long rate() {
        return rate;
    }

    private static void untilGone(Runnable calling) {
        try {
            calling.run();
        } catch (UncheckedIOException killed) {
            // The gateway is gone; so is this caller.
        }
    }

    private void callOnAndOn(int port, int caller) {
        long pause = callers * 1_000_000_000L / callsASecond;
        boolean goesOn = true;
        while (goesOn) {
            try (RawClient client = RawClient.connect(port)) {
                for (int i = 0; goesOn && i < 100; i++) {
                    long due = System.nanoTime() + pause;
                    goesOn = caller % 8 == 7 ? isLeft(port, caller) : isReceived(client, caller);
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
    }

    private boolean isReceived(RawClient client, int caller) {
        boolean streams = caller % 8 < 3;
        String what = caller % 8 == 6 ? "slow" : "short";
        RawResponse answer = client.send(chat(what, streams, "{\"team\":\"t" + caller % 5 + "\"}"))
                .response(PATIENCE);
        if (!answer.complete() || answer.status() == 503) {
            return false;
        }
        if (answer.status() != 200) {
            throw new AssertionError("Answered " + answer.status() + ": " + answer.text());
        }
        received.add(answer.header("cf-aig-log-id").orElseThrow());
        return true;
    }

    private boolean isLeft(int port, int caller) {
        try (RawClient client = RawClient.connect(port)) {
            RawResponse head = client.send(chat("left", true, "{\"team\":\"t" + caller % 5 + "\"}"))
                    .head(PATIENCE);
            boolean began = head.header("cf-aig-log-id").isPresent()
                    && client.event(PATIENCE).isPresent();
            if (began) {
                left.add(head.header("cf-aig-log-id").orElseThrow());
                client.reset();
            }
            return began;
        }
    }

    private void stream(int port) {
        try (RawClient client = RawClient.connect(port)) {
            RawResponse head = client.send(chat("for ever", true, "{}")).head(PATIENCE);
            if (head.status() == 200 && client.event(PATIENCE).isPresent()) {
                open.add(head.header("cf-aig-log-id").orElseThrow());
            }
            client.awaitEnd(PATIENCE);
        }
    }

    private void spendSlowly(int port, String round) {
        try (RawClient client = RawClient.connect(port)) {
            boolean goesOn = true;
            for (int i = 0; goesOn && i < MOST_FROM_PURSE; i++) {
                RawResponse answer =
                        client.send(fromPurse("slow", round, "0.01")).response(PATIENCE);
                goesOn = answer.complete() && answer.status() == 200;
                if (goesOn) {
                    received.add(answer.header("cf-aig-log-id").orElseThrow());
                }
            }
        }
    }

    static RawRequest fromPurse(String what, String purse, String dollars) {
        return chat(what, false, "{\"purse\":\"" + purse + "\"}")
                .header("cf-aig-custom-cost", "{\"total_cost\":" + dollars + "}");
    }

    static RawRequest chat(String what, boolean streams, String metadata) {
        return RawRequest.post(PATH)
                .header("cf-aig-metadata", metadata)
                .bearer("sk-test")
                .json("{\"model\":\"gpt-4o\",\"max_tokens\":50,\"stream\":" + streams
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + what + "\"}]}");
    }

    @Override
    public void close() {
        fake.close();
    }
}
