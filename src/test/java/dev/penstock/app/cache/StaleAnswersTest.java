package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer past its time stands in while every provider fails, and only then. */
class StaleAnswersTest {
    private static final String SETTINGS = "cache_ttl: 60\ncache: {stale_if_error: 1h}\n";
    private static final Duration PAST = Duration.ofMinutes(5);

    private static CachedShop aged(Duration time, RawRequest... calls) {
        return aged(SETTINGS, "", time, calls);
    }

    private static CachedShop aged(String settings, String more, Duration time, RawRequest... calls) {
        CachedShop shop = CachedShop.of(settings, more);
        for (RawRequest call : calls) {
            assertThat(CachedShop.status(shop.send(call))).isEqualTo("MISS");
        }
        shop.age(time);
        return shop;
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("500", Script.json(500, "{}"), 500),
                Arguments.of("503", Script.json(503, "{}"), 503),
                Arguments.of("429", Script.json(429, "{}").header("retry-after", "7"), 429),
                Arguments.of("reset before the head", Script.raw("HTTP/1.1 2").thenReset(), 0),
                Arguments.of("broken body", Script.json(200, Answers.json("x")).resetAfterBody(20), 200),
                Arguments.of("short body", Script.json(200, Answers.json("x")).closeAfterBody(20), 200),
                Arguments.of("unreadable coding", Script.json(200, "{}").header("content-encoding", "what"), 200),
                Arguments.of("late head", Script.neverAnswer(), 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void stands_in_when_the_provider_fails(String how, Script failing, int status) {
        try (CachedShop shop = aged(PAST, Answers.call("a"))) {
            shop.answers(failing);
            RawResponse stale = shop.send(Answers.call("a").header("cf-aig-request-timeout", "700"));
            assertThat(stale.status()).isEqualTo(200);
            assertThat(stale.text()).isEqualTo(Answers.json("n1"));
            assertThat(CachedShop.status(stale)).isEqualTo("STALE");
            assertThat(stale.header("age").map(Integer::parseInt).orElseThrow()).isBetween(300, 400);
            assertThat(stale.header("retry-after")).isEmpty();
            assertThat(stale.header("content-encoding")).isEmpty();
            CallRow row = stale(shop);
            assertThat(row.costNano()).isZero();
            assertThat(row.usage().isEmpty()).isTrue();
            assertThat(row.attempts()).hasSize(1).allSatisfy(attempt -> {
                assertThat(attempt.status()).isEqualTo(status);
                assertThat(attempt.failure()).isNotNull();
            });
            assertThat(row.tries()).hasSize(1);
        }
    }

    private static CallRow stale(CachedShop shop) {
        List<CallRow> rows = shop.gateway.awaitRows(2, row -> row.outcome() == Outcome.WHOLE);
        CallRow row = rows.getLast();
        Reuse reuse = Objects.requireNonNull(row.reuse());
        assertThat(reuse.kind()).isEqualTo(Reuse.Kind.STALE);
        assertThat(reuse.of()).isEqualTo(rows.getFirst().id());
        assertThat(reuse.savedNano()).isEqualTo(rows.getFirst().costNano());
        return row;
    }

    @Test
    void stands_in_when_nobody_listens() {
        try (CachedShop shop = aged(PAST, Answers.call("a"), Answers.streamed("b"))) {
            shop.fake.close();
            assertThat(CachedShop.status(shop.send(Answers.call("a")))).isEqualTo("STALE");
            RawResponse stream = shop.send(Answers.streamed("b"));
            assertThat(CachedShop.status(stream)).isEqualTo("STALE");
            assertThat(stream.complete()).isTrue();
            assertThat(stream.text()).contains("n2-4").endsWith("data: [DONE]\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422})
    void what_the_caller_did_wrong_is_told(int status) {
        try (CachedShop shop = aged(PAST, Answers.call("a"))) {
            shop.answers(Script.json(status, "{\"error\":\"yours\"}"));
            RawResponse told = shop.send(Answers.call("a"));
            assertThat(told.status()).isEqualTo(status);
            assertThat(told.text()).isEqualTo("{\"error\":\"yours\"}");
            assertThat(CachedShop.status(told)).isEqualTo("MISS");
            assertThat(told.header("age")).isEmpty();
        }
    }

    @Test
    void not_longer_than_its_gateway_says() {
        // The last seconds of its time pass while the test looks on.
        try (CachedShop shop = aged(Duration.ofMinutes(61).minusSeconds(6), Answers.call("a"))) {
            shop.answers(Script.json(503, "{\"error\":\"down\"}"));
            assertThat(shop.status(Answers.call("a"))).isEqualTo("STALE");
            Await.until(
                    "the end of its time",
                    CachedShop.PATIENCE,
                    () -> shop.send(Answers.call("a")).status() == 503);
            assertThat(shop.status(Answers.call("a"))).isEqualTo("MISS");
        }
    }

    @Test
    void not_at_all_unless_its_gateway_says_so() {
        try (CachedShop shop = aged("cache_ttl: 60\n", "", Duration.ofSeconds(54), Answers.call("a"))) {
            shop.answers(Script.json(503, "{\"error\":\"down\"}"));
            assertThat(shop.status(Answers.call("a"))).isEqualTo("HIT");
            Await.until(
                    "the end of its time",
                    CachedShop.PATIENCE,
                    () -> shop.send(Answers.call("a")).status() == 503);
        }
    }

    @Test
    void a_fresh_answer_takes_its_place() {
        try (CachedShop shop = aged(PAST, Answers.call("a"))) {
            RawResponse fresh = shop.send(Answers.call("a"));
            assertThat(fresh.text()).isEqualTo(Answers.json("n2"));
            assertThat(CachedShop.status(fresh)).isEqualTo("MISS");
            RawResponse hit = shop.send(Answers.call("a"));
            assertThat(CachedShop.status(hit)).isEqualTo("HIT");
            assertThat(hit.text()).isEqualTo(Answers.json("n2"));
        }
    }

    private static RawRequest universal() {
        String step = "{\"provider\":\"%s\",\"endpoint\":\"chat/completions\",\"headers\":{\"authorization\":\"Bearer"
                + " sk-test\",\"content-type\":\"application/json\"},\"query\":" + Answers.body("a", false) + "}";
        return RawRequest.post("/v1/default/shop")
                .json("[" + step.formatted("openai") + "," + step.formatted("groq") + "]");
    }

    @Test
    void every_target_of_a_universal_call_is_tried_first() {
        try (CachedShop shop = aged(PAST, Answers.call("a"))) {
            shop.answers();
            shop.fake.forget();
            shop.fake.enqueue(Script.json(503, "{}"), Script.json(200, Answers.json("other")));
            RawResponse other = shop.send(universal());
            assertThat(other.text()).isEqualTo(Answers.json("other"));
            assertThat(CachedShop.status(other)).isEqualTo("MISS");
            assertThat(other.header("cf-aig-step")).hasValue("1");
        }
        try (CachedShop shop = aged(PAST, Answers.call("a"))) {
            shop.answers(Script.json(503, "{}"));
            RawResponse stale = shop.send(universal());
            assertThat(stale.text()).isEqualTo(Answers.json("n1"));
            assertThat(CachedShop.status(stale)).isEqualTo("STALE");
            assertThat(stale.header("cf-aig-step")).hasValue("0");
            assertThat(shop.asked).hasValue(3);
            CallRow row = stale(shop);
            assertThat(row.attempts()).hasSize(2);
            assertThat(row.provider()).isEqualTo("openai");
        }
    }

    @Test
    void many_who_ask_at_once_do_not_storm_a_provider_that_fails() {
        try (CachedShop shop = aged(PAST, Answers.call("a"))) {
            // The head tells of the failure already, and ends the waiting: until then all are there.
            shop.answers(Script.json(503, "{}").delayBefore(Duration.ofSeconds(2)));
            List<RawClient> clients = shop.sendAtOnce(40, Answers.call("a"));
            List<RawResponse> responses = CachedShop.all(clients);
            assertThat(responses).allSatisfy(response -> {
                assertThat(CachedShop.status(response)).isEqualTo("STALE");
                assertThat(response.text()).isEqualTo(Answers.json("n1"));
            });
            int asked = shop.asked.get() - 1;
            assertThat(asked).as("calls of a provider that fails").isLessThanOrEqualTo(3);
            List<CallRow> rows = shop.gateway.awaitRows(41, row -> row.outcome() == Outcome.WHOLE);
            assertThat(rows.stream().skip(1)).allSatisfy(row -> {
                assertThat(Objects.requireNonNull(row.reuse()).kind()).isEqualTo(Reuse.Kind.STALE);
                assertThat(row.costNano()).isZero();
            });
            // Who only waited for another's call has tried nothing.
            assertThat(rows.stream()
                            .skip(1)
                            .mapToLong(row -> row.tries().size())
                            .sum())
                    .isEqualTo(asked);
        }
    }

    @Test
    void who_is_over_a_limit_is_given_none() {
        String limits = SETTINGS + "limits:\n  - {id: calls, counts: requests, limit: 1, window: 1h,"
                + " by: {metadata.team: each}}\n";
        try (CachedShop shop = CachedShop.of(limits)) {
            RawRequest call = CachedShop.with(Answers.call("a"), Map.of("cf-aig-metadata", "{\"team\":\"x\"}"));
            assertThat(shop.send(call).status()).isEqualTo(200);
            shop.age(PAST);
            shop.answers(Script.json(503, "{}"));
            RawResponse refused = shop.send(call);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(CachedShop.status(refused)).isEqualTo("MISS");
            assertThat(refused.text()).doesNotContain("n1");
        }
    }
}
