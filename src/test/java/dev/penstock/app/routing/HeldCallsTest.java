package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of those who wait while a beginning is held: clients that leave, that do not read, that are many. */
class HeldCallsTest {
    private static final long MEGABYTE = 1024 * 1024;

    @ParameterizedTest
    @EnumSource
    void a_client_that_leaves_while_a_beginning_is_held_ends_its_upstream_at_once(Voice voice) {
        int clients = 6;
        try (Replacing shop = Replacing.budgeted("1000")) {
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                millis.add(leave(shop, voice, "left-" + i, i % 2 == 0));
            }
            Collections.sort(millis);
            assertThat(millis.get(clients / 2)).isLessThanOrEqualTo(250);

            Map<String, CallRow> rows = shop.settled(clients);
            assertThat(rows.values()).allSatisfy(row -> {
                assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
                assertThat(row.attempts()).hasSize(1);
            });
            assertThat(shop.fake.requests()).hasSize(clients);
        }
    }

    /** How long its upstream lived on, in milliseconds. */
    private static long leave(Replacing shop, Voice voice, String call, boolean resets) {
        shop.answers(call, voice.script("first").stallAfterPieces(voice.startUp()), voice.script("second"));
        try (RawClient client = shop.send(Replacing.twoTargets(voice, call))) {
            Await.until(
                    "the request", Replacing.PATIENCE, () -> !shop.asked(call).isEmpty());
            ReceivedRequest request = shop.asked(call).getFirst();
            long startUp = Bytes.join(voice.frames("first").subList(0, voice.startUp())).length;
            Await.until(
                    "its beginning to be held",
                    Replacing.PATIENCE,
                    () -> shop.gauge("penstock_bytes_in_flight") >= startUp);
            assertThat(client.hasBytes()).isFalse();
            long left = System.nanoTime();
            if (resets) {
                client.reset();
            } else {
                client.hangUp();
            }
            return (request.awaitClosed(Replacing.PATIENCE).nanos() - left) / 1_000_000;
        }
    }

    @Test
    void a_client_that_does_not_read_stops_the_upstream_that_replaced_another() {
        Voice voice = Voice.CHAT;
        byte[] event = Bytes.of("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(8_000)
                + "\"},\"finish_reason\":null}]}\n\n");
        FakeProvider fake = FakeProvider.start(FakeProvider.Options.ANY.sendBuffer(64 * 1024));
        try (Replacing shop = Replacing.before(fake, "", "limits: {log_body_bytes: 4KB}\n")) {
            shop.answers(
                    "slow",
                    voice.script("first").resetAfterPieces(voice.startUp()),
                    voice.script(voice.frames("second").subList(0, voice.startUp()))
                            .forever(event, Duration.ZERO));
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), shop.gateway.port());
            try (RawClient client = RawClient.connect(address, 16 * 1024)) {
                client.send(Replacing.twoTargets(voice, "slow"));
                assertThat(client.head(Replacing.PATIENCE).status()).isEqualTo(200);
                ReceivedRequest second = shop.asked("slow").getLast();

                assertThat(standstill(second)).isBetween(1L, 12 * MEGABYTE);
                assertThat(shop.gauge("penstock_bytes_in_flight")).isLessThan(MEGABYTE);
                client.reset();
                second.awaitClosed(Replacing.PATIENCE);
            }
            assertThat(shop.row("slow").outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
        }
    }

    /** How much an upstream had written when it could write no more. */
    private static long standstill(ReceivedRequest request) {
        long[] seen = {-1, System.nanoTime()};
        Await.until("the upstream to be stopped", Replacing.PATIENCE, () -> {
            long now = request.bytesWritten();
            if (now != seen[0]) {
                seen[0] = now;
                seen[1] = System.nanoTime();
            }
            return now > 0 && System.nanoTime() - seen[1] > 400_000_000;
        });
        return seen[0];
    }

    @Test
    void two_hundred_windows_at_once_hold_no_more_than_all_may_and_leave_nothing_behind() {
        int calls = 200;
        Voice voice = Voice.MESSAGES;
        byte[] large = Bytes.of("event: ping\ndata: {\"type\": \"ping\"" + " ".repeat(10_000) + "}\n\n");
        List<byte[]> frames = new ArrayList<>(Collections.nCopies(4, large));
        frames.addAll(voice.frames("first"));
        String bounds = "limits: {inflight_bytes: 4MB, body_bytes: 64KB, held_answer_bytes: 64KB}\n";
        try (Replacing shop = Replacing.of("", bounds)) {
            List<Stepper> steppers = Stream.generate(Stepper::new).limit(calls).toList();
            Script killed = voice.script(frames).resetAfterBody(4L * large.length + 20);
            List<RawClient> clients = IntStream.range(0, calls)
                    .mapToObj(i -> {
                        shop.answers("call-" + i, killed.stepped(steppers.get(i)), voice.script("second"));
                        return shop.send(Replacing.twoTargets(voice, "call-" + i));
                    })
                    .toList();
            Await.until(
                    "all at the provider",
                    Replacing.PATIENCE,
                    () -> shop.fake.requests().size() == calls);
            steppers.forEach(stepper -> stepper.release(4));
            Await.until("the bound", Replacing.PATIENCE, () -> shop.gauge("penstock_bytes_in_flight") > 3 * MEGABYTE);
            assertThat(shop.gauge("penstock_bytes_in_flight")).isLessThanOrEqualTo(4 * MEGABYTE);
            steppers.forEach(Stepper::releaseAll);

            int replaced = 0;
            for (RawClient client : clients) {
                RawResponse response = client.response(Replacing.PATIENCE);
                assertThat(response.status()).isEqualTo(200);
                boolean isSecond = Arrays.equals(response.body(), voice.whole("second"));
                if (!isSecond) {
                    byte[] begun = Bytes.join(Collections.nCopies(4, large));
                    voice.isOneError(Voice.behind(response.body(), begun));
                }
                replaced += isSecond ? 1 : 0;
                client.close();
            }
            assertThat(replaced).isBetween(60, 199);
            int tries = shop.settled(calls).values().stream()
                    .mapToInt(row -> row.attempts().size())
                    .sum();
            assertThat(tries).isEqualTo(calls + replaced);
        }
    }
}
