package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits on calls count each of those that share an answer, limits on money the one that is paid. */
class SharedLimitsTest {
    private static final String OPEN = "authentication: false\ncache_ttl: 600\n";

    private final Bench bench = Bench.caching();

    @AfterEach
    void close() {
        bench.close();
    }

    private void with(String settings) {
        bench.gateway.close();
        bench.gateway = RunningGateway.of(bench.file(OPEN + settings, ""));
    }

    private static long taken(CallRow row, Counted counted) {
        return row.attempts().stream()
                .flatMap(attempt -> attempt.postings().stream())
                .filter(posting -> posting.counted() == counted)
                .mapToLong(posting -> posting.amount())
                .sum();
    }

    @Test
    void who_joins_and_who_is_given_a_kept_answer_is_a_call() {
        with("rate_limiting_limit: 5\nrate_limiting_interval: 3600");
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> Script.json(200, Answers.json("n" + n)).stepped(stepper));
        List<RawClient> clients = new ArrayList<>(bench.send(1, Answers.call("a")));
        bench.awaitAsked(1);
        clients.addAll(bench.send(3, Answers.call("a")));
        bench.awaitCalls(4);
        stepper.releaseAll();
        assertThat(Bench.all(clients)).extracting(RawResponse::status).containsOnly(200);
        assertThat(bench.exchange(Answers.call("a")).header("cf-aig-cache-status"))
                .hasValue("HIT");
        assertThat(bench.exchange(Answers.call("a")).status()).isEqualTo(429);
        assertThat(bench.asked).hasValue(1);
        bench.awaitNothingHeld();
    }

    @Test
    void money_that_is_enough_for_one_is_enough_for_all_who_share() {
        with("limits:\n  - {id: money, counts: cost, limit: 0.012, window: 1d}");
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> Answers.stream("n" + n, 5).stepped(stepper));
        RawRequest request = RawRequest.post(Answers.PATH)
                .bearer("sk-test")
                .json(Answers.body("a", true).replace("\"messages\"", "\"max_tokens\":1000,\"messages\""));
        List<RawClient> clients = bench.send(20, request);
        bench.awaitCalls(20);
        stepper.releaseAll();
        assertThat(Bench.all(clients)).extracting(RawResponse::status).containsOnly(200);
        List<CallRow> rows = bench.gateway.awaitRows(20, row -> true);
        assertThat(rows.stream().mapToLong(row -> taken(row, Counted.COST)).sum())
                .isEqualTo(7_500_000);
        assertThat(rows.stream().filter(row -> taken(row, Counted.COST) > 0)).hasSize(1);
        assertThat(bench.asked).hasValue(1);
        bench.awaitNothingHeld();
    }

    @Test
    void a_leader_refused_for_its_own_sake_is_followed_by_another() {
        with("""
                limits:
                  - {id: queue, counts: calls_at_once, limit: 1, by: {metadata.user: each}, exhausted: {wait: {longest: 1s}}}
                """);
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> request.bodyText().contains("busy")
                ? Script.json(200, Answers.json("busy")).stepped(stepper)
                : Script.json(200, Answers.json("n")));
        RawClient busy = bench.send(as("ann", "busy"));
        bench.awaitAsked(1);
        RawClient leader = bench.send(as("ann", "a"));
        bench.awaitCalls(2);
        List<RawClient> followers = new ArrayList<>();
        for (String user : List.of("bob", "cid", "dan")) {
            followers.add(bench.send(as(user, "a")));
        }
        bench.awaitCalls(5);
        assertThat(leader.response(Bench.PATIENCE).status()).isEqualTo(429);
        assertThat(Bench.all(followers)).allSatisfy(response -> {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo(Answers.json("n"));
        });
        assertThat(bench.asked).hasValue(2);
        stepper.releaseAll();
        assertThat(busy.response(Bench.PATIENCE).status()).isEqualTo(200);
        bench.awaitNothingHeld();
    }

    private static RawRequest as(String user, String prompt) {
        return Answers.call(prompt).header("cf-aig-metadata", "{\"user\":\"" + user + "\"}");
    }

    @Test
    void those_who_fall_back_share_each_step() {
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> request.path().contains("messages")
                ? Speech.MESSAGES.script("back", false).stepped(stepper)
                : Script.json(500, "{\"error\":{\"message\":\"no\"}}"));
        String steps = "[{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"headers\":{\"authorization\":"
                + "\"Bearer k\",\"content-type\":\"application/json\"},\"query\":" + Answers.body("a", false)
                + "},{\"provider\":\"anthropic\",\"endpoint\":\"v1/messages\",\"headers\":{\"x-api-key\":\"k\","
                + "\"content-type\":\"application/json\"},\"query\":{\"model\":\"claude-3-5-sonnet-20240620\","
                + "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}}]";
        List<RawClient> clients =
                bench.send(40, RawRequest.post("/v1/default/shop").json(steps));
        bench.awaitCalls(40);
        stepper.releaseAll();
        assertThat(Bench.all(clients)).allSatisfy(response -> {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(Speech.MESSAGES.answer("back", false));
        });
        assertThat(bench.fake.requests().stream().filter(one -> one.path().contains("messages")))
                .hasSize(1);
        assertThat(bench.gateway.awaitRows(40, row -> true).stream().filter(row -> row.reuse() == null))
                .hasSize(1);
        bench.awaitNothingHeld();
    }
}
