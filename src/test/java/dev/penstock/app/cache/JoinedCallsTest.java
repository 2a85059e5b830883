package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Identical calls under way share one upstream call. */
class JoinedCallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MANY = 500;

    private final FakeProvider fake = FakeProvider.start();
    private final AtomicInteger asked = new AtomicInteger();
    private RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");

    @BeforeEach
    void start() {
        gateway.close();
        gateway = RunningGateway.of("""
                providers:
                  openai:
                    base_url: %s/v1
                gateways:
                  - id: shop
                    authentication: false
                    cache_ttl: 600
                """.formatted(fake.origin()));
    }

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private void answers(Function<Integer, Script> script) {
        fake.answering(request -> script.apply(asked.incrementAndGet()));
    }

    private List<RawClient> send(int count, RawRequest request) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(RawClient.connect(gateway.port()).send(request));
        }
        return clients;
    }

    private List<RawResponse> all(List<RawClient> clients) {
        List<RawResponse> responses = new ArrayList<>();
        for (RawClient client : clients) {
            responses.add(client.response(PATIENCE));
            client.close();
        }
        return responses;
    }

    private void awaitCalls(int count) {
        Await.until("calls to be there", PATIENCE, () -> gateway.penstock().openCalls() == count);
    }

    @Test
    void many_identical_calls_ask_once() {
        Stepper stepper = new Stepper();
        answers(n -> Script.json(200, Answers.json("n" + n)).stepped(stepper));
        List<RawClient> clients = send(MANY, Answers.call("a"));
        awaitCalls(MANY);
        stepper.releaseAll();
        List<RawResponse> responses = all(clients);
        assertThat(responses).allSatisfy(response -> {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo(Answers.json("n1"));
        });
        assertThat(asked).hasValue(1);
        List<CallRow> rows = gateway.awaitRows(MANY, row -> true);
        assertThat(rows).hasSize(MANY).allMatch(row -> row.outcome() == Outcome.WHOLE);
        List<CallRow> payers = rows.stream().filter(row -> row.reuse() == null).toList();
        assertThat(payers).hasSize(1);
        assertThat(rows.stream().filter(row -> row.reuse() != null)).allSatisfy(row -> {
            assertThat(row.costNano()).isZero();
            Reuse reuse = java.util.Objects.requireNonNull(row.reuse());
            assertThat(reuse.kind()).isEqualTo(Reuse.Kind.COALESCED);
            assertThat(reuse.of()).isEqualTo(payers.getFirst().id());
            assertThat(reuse.savedNano()).isEqualTo(payers.getFirst().costNano());
        });
    }

    @Test
    void many_identical_streams_ask_once_and_latecomers_are_told_the_beginning() {
        Stepper stepper = new Stepper();
        answers(n -> Answers.stream("n" + n, 20).stepped(stepper));
        List<RawClient> clients = new ArrayList<>(send(MANY / 2, Answers.streamed("a")));
        awaitCalls(MANY / 2);
        stepper.release(10);
        assertThat(clients.getFirst().event(PATIENCE)).isPresent();
        clients.addAll(send(MANY / 2, Answers.streamed("a")));
        awaitCalls(MANY);
        stepper.releaseAll();
        byte[] whole = Bytes.join(Answers.events("n1", 20));
        assertThat(all(clients)).allSatisfy(response -> {
            assertThat(response.body()).isEqualTo(whole);
            assertThat(response.complete()).isTrue();
        });
        assertThat(asked).hasValue(1);
    }

    @Test
    void a_leader_who_leaves_harms_nobody() {
        for (int round = 0; round < 20; round++) {
            fake.forget();
            asked.set(0);
            Stepper stepper = new Stepper();
            answers(n -> Answers.stream("n" + n, 20).stepped(stepper));
            RawRequest request = Answers.streamed("round " + round);
            RawClient leader = send(1, request).getFirst();
            awaitCalls(1);
            Await.until("the provider to be asked", PATIENCE, () -> asked.get() == 1);
            List<RawClient> followers = send(3, request);
            awaitCalls(4);
            stepper.release(round);
            if (round > 1) {
                leader.event(PATIENCE);
            }
            leader.reset();
            Await.until("the leader's leaving to be seen", PATIENCE, () -> true);
            stepper.releaseAll();
            byte[] whole = Bytes.join(Answers.events("n1", 20));
            assertThat(all(followers))
                    .allSatisfy(response -> assertThat(response.body()).isEqualTo(whole));
            assertThat(asked).hasValue(1);
            awaitCalls(0);
        }
        List<CallRow> rows = gateway.awaitRows(80, row -> true);
        assertThat(rows.stream().filter(row -> row.reuse() == null)).hasSize(20).allSatisfy(row -> {
            assertThat(row.costNano()).isEqualTo(7_500_000);
        });
    }

    @Test
    void a_failure_of_the_provider_is_tried_once_more_for_all() {
        Stepper stepper = new Stepper();
        answers(n -> n == 1
                ? Script.json(200, Answers.json("n" + n)).stepped(stepper).resetAfterBody(20)
                : Script.json(200, Answers.json("n" + n)));
        List<RawClient> clients = send(100, Answers.call("a"));
        awaitCalls(100);
        stepper.releaseAll();
        List<RawResponse> responses = all(clients);
        assertThat(responses.stream().filter(response -> response.status() == 502))
                .hasSize(1);
        assertThat(responses.stream().filter(response -> response.status() == 200))
                .hasSize(99)
                .allSatisfy(response -> assertThat(response.text()).isEqualTo(Answers.json("n2")));
        assertThat(asked).hasValue(2);
    }

    @Test
    void a_refusal_that_would_be_theirs_too_is_told_to_all() {
        Stepper stepper = new Stepper();
        answers(n -> Script.json(400, "{\"error\":{\"message\":\"no\"}}").stepped(stepper));
        List<RawClient> clients = send(50, Answers.call("a"));
        awaitCalls(50);
        stepper.releaseAll();
        assertThat(all(clients)).allSatisfy(response -> {
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).isEqualTo("{\"error\":{\"message\":\"no\"}}");
        });
        assertThat(asked).hasValue(1);
        assertThat(RawClient.exchange(gateway.port(), Answers.call("a")).header("cf-aig-cache-status"))
                .hasValue("MISS");
        assertThat(asked).hasValue(2);
    }

    @Test
    void the_upstream_is_left_when_the_last_reader_has_left() {
        Stepper stepper = new Stepper();
        answers(n -> Answers.stream("n" + n, 20).stepped(stepper));
        List<RawClient> clients = send(3, Answers.streamed("a"));
        awaitCalls(3);
        stepper.release(5);
        for (RawClient client : clients) {
            client.event(PATIENCE);
        }
        clients.forEach(RawClient::reset);
        awaitCalls(0);
        Await.until("the upstream to be left", PATIENCE, () -> fake.openConnections() == 0);
        stepper.releaseAll();
        assertThat(RawClient.exchange(gateway.port(), Answers.streamed("a")).header("cf-aig-cache-status"))
                .hasValue("MISS");
        assertThat(asked).hasValue(2);
    }
}
