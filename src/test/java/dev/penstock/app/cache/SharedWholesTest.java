package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Ports;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import dev.penstock.testkit.WireEvents;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In every dialect, whoever joins a call has its whole answer, whatever becomes of the one who made it. */
class SharedWholesTest {
    private final Bench bench = Bench.caching();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    void many_share_one_answer(Speech speech) {
        share(speech, 60);
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    @Tag("soak")
    void five_hundred_share_one_answer(Speech speech) {
        share(speech, 500);
    }

    private void share(Speech speech, int many) {
        for (boolean stream : new boolean[] {false, true}) {
            bench.forget();
            Stepper stepper = new Stepper();
            bench.answers((n, request) ->
                    speech.script("n" + n, Speech.streams(request)).stepped(stepper));
            RawRequest request = speech.ask("shop", "stream " + stream, stream);
            List<RawClient> clients = bench.send(many / 2, request);
            bench.awaitCalls(many / 2);
            bench.awaitAsked(1);
            if (stream) {
                stepper.release(5);
            }
            clients.addAll(bench.send(many - many / 2, request));
            bench.awaitCalls(many);
            stepper.releaseAll();
            byte[] whole = speech.answer("n1", stream);
            assertThat(Bench.all(clients)).allSatisfy(response -> {
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.complete()).isTrue();
                assertThat(response.body()).isEqualTo(whole);
            });
            assertThat(bench.asked).hasValue(1);
        }
        bench.awaitNothingHeld();
        List<CallRow> rows = bench.gateway.awaitRows(2 * many, row -> row.outcome() == Outcome.WHOLE);
        onePaysEach(speech, rows, 2);
    }

    private static void onePaysEach(Speech speech, List<CallRow> rows, int answers) {
        List<CallRow> payers = rows.stream().filter(row -> row.reuse() == null).toList();
        assertThat(payers).hasSize(answers);
        if (speech.isPriced()) {
            assertThat(payers)
                    .allSatisfy(row -> assertThat(row.costNano()).isNotNull().isPositive());
        }
        assertThat(rows.stream().filter(row -> row.reuse() != null)).allSatisfy(row -> {
            Reuse reuse = Objects.requireNonNull(row.reuse());
            assertThat(row.costNano()).isZero();
            // Who comes when all has just been told finds it kept.
            assertThat(reuse.kind()).isIn(Reuse.Kind.COALESCED, Reuse.Kind.HIT);
            assertThat(payers).anySatisfy(payer -> {
                assertThat(reuse.of()).isEqualTo(payer.id());
                assertThat(reuse.savedNano()).isEqualTo(payer.costNano());
            });
        });
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    void a_leader_who_leaves_anywhere_harms_nobody(Speech speech) {
        leave(speech, 6);
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    @Tag("soak")
    void a_leader_who_leaves_anywhere_200_times_harms_nobody(Speech speech) {
        leave(speech, 200);
    }

    private void leave(Speech speech, int rounds) {
        Random random = new Random(speech.name().hashCode());
        for (int round = 0; round < rounds; round++) {
            leave(speech, round, random);
        }
        bench.awaitNothingHeld();
        List<CallRow> rows = bench.gateway.awaitRows(4 * rounds, row -> true);
        onePaysEach(speech, rows, rounds);
        List<CallRow> payers = rows.stream().filter(row -> row.reuse() == null).toList();
        assertThat(payers)
                .extracting(CallRow::costNano)
                .containsOnly(payers.getFirst().costNano());
        assertThat(payers)
                .extracting(CallRow::outcome)
                .isSubsetOf(Outcome.CLIENT_CLOSED, Outcome.WHOLE)
                .contains(Outcome.CLIENT_CLOSED);
        assertThat(rows).extracting(CallRow::id).doesNotHaveDuplicates();
    }

    private void leave(Speech speech, int round, Random random) {
        bench.forget();
        boolean stream = random.nextInt(4) > 0;
        int events = stream ? random.nextInt(speech.count()) : 0;
        String name = speech + " round " + round + " events " + events + " stream " + stream;
        Stepper stepper = new Stepper();
        bench.answers(
                (n, request) -> speech.script("n" + n, Speech.streams(request)).stepped(stepper));
        RawRequest request = speech.ask("shop", "round " + round, stream);
        RawClient leader = bench.send(request);
        bench.awaitAsked(1);
        List<RawClient> followers = bench.send(2, request);
        bench.awaitCalls(3);
        stepper.release(events);
        if (events > 0) {
            assertThat(leader.head(Bench.PATIENCE).status()).as(name).isEqualTo(200);
        }
        if (random.nextBoolean()) {
            leader.reset();
        } else {
            leader.hangUp();
        }
        if (random.nextBoolean()) {
            followers.add(bench.send(request));
            bench.awaitCalls(4);
        } else {
            followers.addFirst(bench.send(request));
        }
        stepper.releaseAll();
        byte[] whole = speech.answer("n1", stream);
        assertThat(Bench.all(followers)).allSatisfy(response -> {
            assertThat(response.status()).as(name).isEqualTo(200);
            assertThat(response.complete()).as(name).isTrue();
            assertThat(response.body()).as(name).isEqualTo(whole);
        });
        assertThat(bench.asked).as(name).hasValue(1);
        bench.awaitCalls(0);
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    void a_stream_that_breaks_ends_in_one_error_for_each(Speech speech) {
        for (int events : new int[] {1, speech.count() / 2}) {
            broken(speech, events, events == 1);
        }
        bench.awaitNothingHeld();
        assertThat(bench.kept()).isZero();
    }

    private void broken(Speech speech, int events, boolean reset) {
        bench.forget();
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> {
            Script script = speech.script("n" + n, true).stepped(stepper);
            return reset ? script.resetAfterPieces(events) : script.closeAfterPieces(events);
        });
        RawRequest request = speech.ask("shop", "broken " + events, true);
        List<RawClient> clients = bench.send(20, request);
        bench.awaitCalls(20);
        bench.awaitAsked(1);
        stepper.release(events);
        for (RawClient client : clients) {
            client.head(Bench.PATIENCE);
        }
        stepper.releaseAll();
        byte[] beginning = speech.beginning("n1", events);
        List<RawResponse> responses = Bench.all(clients);
        byte[] first = responses.getFirst().body();
        assertThat(responses).allSatisfy(response -> {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.complete()).isFalse();
            assertThat(response.body()).startsWith(beginning).isEqualTo(first);
        });
        isOneError(speech, Arrays.copyOfRange(first, beginning.length, first.length));
        assertThat(bench.asked).hasValue(1);
    }

    private static void isOneError(Speech speech, byte[] error) {
        String text = Bytes.text(error);
        switch (speech) {
            case CONVERSE -> assertThat(WireEvents.frames(error)).hasSize(1);
            case OLLAMA -> assertThat(text).endsWith("\n").containsOnlyOnce("\n");
            case CHAT, RESPONSES, MESSAGES, GEMINI ->
                assertThat(text).endsWith("\n\n").containsOnlyOnce("data: ");
        }
        assertThat(text).contains("Upstream stream broke off");
    }

    @ParameterizedTest
    @EnumSource(
            value = Speech.class,
            names = {"CHAT", "MESSAGES", "CONVERSE"})
    void a_provider_that_resets_before_its_answer_is_asked_at_most_twice(Speech speech) {
        for (boolean inBody : new boolean[] {false, true}) {
            for (boolean recovers : new boolean[] {true, false}) {
                reset(speech, inBody, recovers);
            }
        }
        bench.awaitNothingHeld();
    }

    private void reset(Speech speech, boolean inBody, boolean recovers) {
        bench.forget();
        CountDownLatch first = new CountDownLatch(1);
        bench.answers((n, request) -> {
            if (n == 1) {
                pass(first);
            }
            Script whole = speech.script("n" + n, false);
            Script broken = inBody ? whole.resetAfterBody(20) : whole.resetAfter(10);
            return n > 1 && recovers ? whole : broken;
        });
        RawRequest request = speech.ask("shop", "reset " + inBody + recovers, false);
        List<RawClient> clients = bench.send(50, request);
        bench.awaitCalls(50);
        first.countDown();
        List<RawResponse> responses = Bench.all(clients);
        long good = responses.stream().filter(one -> one.status() == 200).count();
        assertThat(good).isEqualTo(recovers ? 49 : 0);
        assertThat(responses).allSatisfy(one -> assertThat(one.status()).isIn(200, 502));
        assertThat(responses.stream().filter(one -> one.status() == 200))
                .allSatisfy(one -> assertThat(one.body()).isEqualTo(speech.answer("n2", false)));
        assertThat(bench.asked).hasValue(2);
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await(Bench.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_leader_who_stops_reading_does_not_stop_the_others() {
        bench.gateway.close();
        bench.gateway =
                RunningGateway.of(bench.file("authentication: false\ncache_ttl: 600", "timeouts: {write_stall: 1s}\n"));
        List<byte[]> events = new ArrayList<>();
        String words = "word ".repeat(4_000);
        for (int i = 0; i < 400; i++) {
            events.add(Bytes.of("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
                    + "\"delta\":{\"content\":\"" + i + words + "\"},\"finish_reason\":null}]}\n\n"));
        }
        events.add(Bytes.of("data: [DONE]\n\n"));
        bench.answers((n, request) -> Script.sse(events));
        RawRequest request = Answers.streamed("a");
        RawClient leader = slow().send(request);
        bench.awaitAsked(1);
        Await.until(
                "the leader to be stuck",
                Bench.PATIENCE,
                () -> bench.metrics().getOrDefault("penstock_streams_open", "").equals("1.0"));
        List<RawClient> stuck = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            stuck.add(slow().send(request));
        }
        List<RawClient> others = bench.send(3, request);
        byte[] whole = Bytes.join(events);
        assertThat(Bench.atOnce(others)).allSatisfy(response -> {
            assertThat(response.body().length).isEqualTo(whole.length);
            assertThat(response.complete()).isTrue();
        });
        bench.awaitCalls(0);
        leader.close();
        stuck.forEach(RawClient::close);
        bench.awaitNothingHeld();
    }

    @Test
    void a_client_that_takes_one_large_event_slowly_is_served() throws Exception {
        bench.gateway.close();
        bench.gateway =
                RunningGateway.of(bench.file("authentication: false\ncache_ttl: 600", "timeouts: {write_stall: 1s}\n"));
        String words = "word ".repeat(2_400_000);
        List<byte[]> events = List.of(
                Bytes.of("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"content\":\"" + words + "\"},\"finish_reason\":null}]}\n\n"),
                Bytes.of("data: [DONE]\n\n"));
        bench.answers((n, request) -> Script.sse(events));
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(8 * 1024);
            client.connect(Ports.loopback(bench.gateway.port()));
            client.getOutputStream().write(Answers.streamed("a").bytes());
            byte[] buffer = new byte[256 * 1024];
            byte[] tail = new byte[0];
            long total = 0;
            while (!Bytes.text(tail).endsWith("0\r\n\r\n")) {
                int read = client.getInputStream()
                        .readNBytes(buffer, 0, Math.clamp(words.length() - total, 1, buffer.length));
                assertThat(read).as("after " + total + " bytes").isPositive();
                total += read;
                byte[] sofar = Bytes.join(tail, Arrays.copyOf(buffer, read));
                tail = Arrays.copyOfRange(sofar, Math.max(0, sofar.length - 5), sofar.length);
                if (total < words.length()) {
                    LockSupport.parkNanos(60_000_000);
                }
            }
            assertThat(total).isGreaterThan(words.length());
        }
        bench.awaitNothingHeld();
    }

    /** One that reads nothing. */
    private RawClient slow() {
        return RawClient.connect(Ports.loopback(bench.gateway.port()), 8 * 1024);
    }
}
