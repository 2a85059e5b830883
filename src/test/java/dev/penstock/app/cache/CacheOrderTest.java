package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller may not have is not given from what is kept either; and what is kept is given as it was, or once of many. */
class CacheOrderTest {
    private static final String CACHED = "cache_ttl: 600\n";
    private static final String THEIRS = "cache_ttl: 600\ncache: {before_policies: true}\n";
    private static final String DOWNGRADES = CACHED
            + "limits:\n  - {id: dear, counts: requests, limit: 1, window: 1h, by: {model: [openai/gpt-4o]},"
            + " exhausted: {downgrade: {model: gpt-4o-mini}}}\n";

    private static RawRequest of(String team, String prompt) {
        return Answers.call(prompt).header("cf-aig-metadata", "{\"team\":\"" + team + "\"}");
    }

    private static void block(CachedShop shop) {
        ApiClient admin = ApiClient.of(shop.gateway);
        String policies = "/accounts/default/ai-gateway/gateways/shop/policies?commit=true";
        String policy = "{\"name\":\"%s\",\"actor\":\"team:{metadata.team}\",\"resource\":\"*\",\"condition\":\"%s\","
                + "\"action\":{\"type\":\"%s\"}}";
        admin.post(policies, policy.formatted("no", "metadata.team == 'bad'", "block"))
                .result();
        admin.post(policies, policy.formatted("rest", "true", "no-limit")).result();
    }

    @Test
    void who_is_blocked_gets_no_hit() {
        try (CachedShop shop = CachedShop.of(CACHED)) {
            block(shop);
            assertThat(shop.status(of("good", "a"))).isEqualTo("MISS");
            RawResponse blocked = shop.send(of("bad", "a"));
            RawResponse unknown = shop.send(of("bad", "never asked"));
            assertThat(blocked.status()).isEqualTo(403);
            assertThat(blocked.body()).isEqualTo(unknown.body());
            // Nothing tells whether another has asked it.
            assertThat(blocked.headers().names()).isEqualTo(unknown.headers().names());
            assertThat(CachedShop.status(blocked)).isEqualTo(CachedShop.status(unknown));
            RawResponse explained = shop.send(of("bad", "a").header("cf-aig-cache-explain", "true"));
            assertThat(explained.status()).isEqualTo(403);
            assertThat(explained.header("cf-aig-cache-explain").orElse("")).doesNotContain("nearest");
            assertThat(shop.status(of("good", "a"))).isEqualTo("HIT");
            assertThat(shop.asked).hasValue(1);
        }
    }

    @Test
    void who_is_blocked_joins_nobody_and_takes_no_other_s_time() {
        try (CachedShop shop = CachedShop.of(CACHED)) {
            block(shop);
            Stepper stepper = new Stepper();
            shop.answers(Script.json(200, Answers.json("n1")).stepped(stepper));
            RawClient leader = RawClient.connect(shop.gateway.port()).send(of("good", "a"));
            shop.awaitCalls(1);
            assertThat(shop.send(of("bad", "a")).status()).isEqualTo(403);
            stepper.releaseAll();
            assertThat(leader.response(CachedShop.PATIENCE).text()).isEqualTo(Answers.json("n1"));
            leader.close();
        }
    }

    @Test
    void in_their_order_a_hit_comes_before_policies_and_limits() {
        try (CachedShop shop = CachedShop.of(
                THEIRS + "rate_limiting_limit: 1\nrate_limiting_interval: 3600\nrate_limiting_technique: sliding\n")) {
            block(shop);
            assertThat(shop.status(of("good", "a"))).isEqualTo("MISS");
            for (int i = 0; i < 3; i++) {
                assertThat(shop.status(of("bad", "a"))).isEqualTo("HIT");
                assertThat(shop.status(of("good", "a"))).isEqualTo("HIT");
            }
            assertThat(shop.send(of("bad", "b")).status()).isEqualTo(403);
            assertThat(shop.send(of("good", "b")).status()).isEqualTo(429);
            assertThat(shop.asked).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sliding", "fixed"})
    void a_rate_limit_counts_hits(String technique) {
        try (CachedShop shop = CachedShop.of(CACHED
                + "rate_limiting_limit: 3\nrate_limiting_interval: 86400\nrate_limiting_technique: " + technique
                + "\n")) {
            assertThat(shop.status(Answers.call("a"))).isEqualTo("MISS");
            assertThat(shop.status(Answers.call("a"))).isEqualTo("HIT");
            assertThat(shop.status(Answers.call("a"))).isEqualTo("HIT");
            RawResponse refused = shop.send(Answers.call("a"));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).doesNotContain("n1");
            assertThat(refused.header("age")).isEmpty();
        }
    }

    @Test
    void who_has_no_money_and_no_tokens_left_still_gets_hits() {
        String limits = CACHED
                + "limits:\n  - {id: purse, counts: cost, limit: 0.0076, window: 1h}\n"
                + "  - {id: tokens, counts: tokens, limit: 1600, window: 1h}\n";
        try (CachedShop shop = CachedShop.of(limits)) {
            RawRequest call = RawRequest.post(Answers.PATH)
                    .bearer("sk-test")
                    .json(
                            "{\"model\":\"gpt-4o\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
            RawRequest other = RawRequest.post(Answers.PATH)
                    .bearer("sk-test")
                    .json(
                            "{\"model\":\"gpt-4o\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]}");
            assertThat(shop.status(call)).isEqualTo("MISS");
            assertThat(shop.send(other).status()).isEqualTo(429);
            for (int i = 0; i < 5; i++) {
                assertThat(shop.status(call)).isEqualTo("HIT");
            }
            assertThat(shop.send(other).status()).isEqualTo(429);
            List<CallRow> hits = shop.gateway.awaitRows(8, row -> true).stream()
                    .filter(CallRow::cached)
                    .toList();
            assertThat(hits).hasSize(5).allSatisfy(row -> {
                assertThat(row.costNano()).isZero();
                assertThat(row.tries()).isEmpty();
            });
        }
    }

    @Test
    void a_downgraded_answer_is_kept_and_shared_under_no_model() {
        try (CachedShop shop = CachedShop.of(DOWNGRADES)) {
            assertThat(shop.send(Answers.call("first")).status()).isEqualTo(200);
            Stepper stepper = new Stepper();
            shop.fake.forget();
            shop.fake.answering(request -> Script.json(200, Answers.json("m" + shop.asked.incrementAndGet()))
                    .stepped(stepper));
            List<RawClient> clients = shop.sendAtOnce(4, Answers.call("a"));
            shop.awaitCalls(4);
            stepper.releaseAll();
            List<RawResponse> answers = CachedShop.all(clients);
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.header("cf-aig-downgraded")).hasValue("openai/gpt-4o");
                assertThat(answer.header("cf-aig-coalesced")).isEmpty();
            });
            assertThat(answers.stream().map(RawResponse::text).distinct()).hasSize(4);
            assertThat(shop.fake.requests())
                    .allSatisfy(request -> assertThat(request.bodyText()).contains("gpt-4o-mini"));
            shop.reload(CACHED);
            assertThat(shop.status(Answers.call("a"))).isEqualTo("MISS");
            RawRequest cheap = RawRequest.post(Answers.PATH)
                    .bearer("sk-test")
                    .json(Answers.body("a", false).replace("gpt-4o", "gpt-4o-mini"));
            assertThat(shop.status(cheap)).isEqualTo("MISS");
        }
    }

    @Test
    void what_is_kept_of_a_dear_model_is_given_where_its_limit_is_exhausted() {
        try (CachedShop shop = CachedShop.of(CACHED
                + "limits:\n  - {id: dear, counts: cost, limit: 0.0076, window: 1h, by: {model: [openai/gpt-4o]},"
                + " exhausted: {downgrade: {model: gpt-4o-mini}}}\n")) {
            String body =
                    "{\"model\":\"gpt-4o\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
            RawRequest known = RawRequest.post(Answers.PATH).bearer("sk-test").json(body.formatted("a"));
            RawRequest other = RawRequest.post(Answers.PATH).bearer("sk-test").json(body.formatted("b"));
            assertThat(shop.status(known)).isEqualTo("MISS");
            assertThat(shop.send(other).header("cf-aig-downgraded")).hasValue("openai/gpt-4o");
            RawResponse hit = shop.send(known);
            assertThat(CachedShop.status(hit)).isEqualTo("HIT");
            assertThat(hit.header("cf-aig-downgraded")).isEmpty();
            assertThat(hit.text()).isEqualTo(Answers.json("n1"));
        }
    }

    @Test
    void so_many_answers_are_kept_as_wanted_and_given_at_random() {
        try (CachedShop shop = CachedShop.of(CACHED + "cache: {variants: 3}\n")) {
            Map<String, Integer> given = new HashMap<>();
            try (RawClient client = RawClient.connect(shop.gateway.port())) {
                for (int i = 0; i < 300; i++) {
                    given.merge(client.send(Answers.call("a")).response().text(), 1, Integer::sum);
                }
            }
            assertThat(shop.asked).hasValue(3);
            assertThat(given).hasSize(3);
            // With chance 1 in a billion one of three has fewer than 50 of 300.
            assertThat(given.values()).allSatisfy(count -> assertThat(count).isGreaterThan(50));
        }
    }

    @Test
    void calls_under_way_are_shared_by_variant() {
        try (CachedShop shop = CachedShop.of(CACHED + "cache: {variants: 3}\n")) {
            Stepper stepper = new Stepper();
            shop.fake.forget();
            shop.fake.answering(request ->
                    Answers.stream("n" + shop.asked.incrementAndGet(), 5).stepped(stepper));
            List<RawClient> clients = shop.sendAtOnce(60, Answers.streamed("a"));
            shop.awaitCalls(60);
            stepper.releaseAll();
            Map<String, Integer> given = new HashMap<>();
            CachedShop.all(clients).forEach(answer -> given.merge(answer.text(), 1, Integer::sum));
            List<String> made = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                made.add(Bytes.text(Bytes.join(Answers.events("n" + i, 5))));
            }
            assertThat(shop.asked).hasValue(3);
            assertThat(given.keySet()).containsExactlyInAnyOrderElementsOf(made);
        }
    }

    @Test
    void streams_are_given_again_with_their_pauses_or_at_once() {
        Duration pause = Duration.ofMillis(150);
        long recorded = 7 * pause.toMillis();
        try (CachedShop shop = CachedShop.of(CACHED + "cache: {replay: recorded}\n")) {
            shop.answers(Answers.stream("n1", 6).delayBetween(pause));
            long first = took(shop);
            assertThat(first).isGreaterThanOrEqualTo(recorded - 50);
            assertThat(took(shop)).isBetween(recorded - 200, first + 2_000);
            assertThat(shop.asked).hasValue(1);
            shop.reload(CACHED + "cache: {replay: instant}\n");
            assertThat(took(shop)).isLessThan(recorded - 200);
            assertThat(shop.asked).hasValue(1);
        }
    }

    /** From the first bytes to the last, in milliseconds; every event must be there. */
    private static long took(CachedShop shop) {
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            RawResponse response = client.send(Answers.streamed("a")).response(CachedShop.PATIENCE);
            assertThat(response.body()).isEqualTo(Bytes.join(Answers.events("n1", 6)));
            long from = client.reads().getFirst().nanos();
            return (client.reads().getLast().nanos() - from) / 1_000_000;
        }
    }
}
