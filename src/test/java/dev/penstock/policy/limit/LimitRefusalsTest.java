package dev.penstock.policy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Bucket;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.Refusal;
import dev.penstock.call.Window;
import dev.penstock.policy.limit.Made.Call;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitRefusalsTest {
    private static final CallFacts CALL = Call.PLAIN
            .to("openai", "gpt-5.5")
            .saying("{'user':'canary-value'}")
            .in("canary-session")
            .facts();

    @Test
    void a_rate_limit_answers_as_cloudflare_does() {
        Refusal refusal = refusal(Origin.RATE_LIMIT, Counted.REQUESTS, 10, 10, Duration.ofMillis(1001));

        assertThat(refusal)
                .returns(429, Refusal::status)
                .returns(2003, Refusal::code)
                .returns("Rate limited", Refusal::message)
                .returns(Optional.of(Duration.ofSeconds(2)), Refusal::retryAfter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5000000000 | sliding | 86400 | cost limit 5 per 86400s, sliding",
                "2500000000 | fixed | 60 | cost limit 2.5 per 60s, fixed",
                "1 | fixed | 60 | cost limit 0.000000001 per 60s, fixed",
                "0 | fixed | 60 | cost limit 0 per 60s, fixed",
                "100000000000 | sliding | 60 | cost limit 100 per 60s, sliding"
            })
    void a_spend_limit_says_its_rule_in_cloudflares_words(long nano, String technique, long seconds, String words) {
        Duration length = Duration.ofSeconds(seconds);
        Window window = technique.equals("fixed") ? new Window.Fixed(length) : new Window.Sliding(length);
        LimitRule rule = Made.rule("a1b2c3d4", Origin.SPEND_LIMIT, Counted.COST, nano, window, Map.of());

        Refusal refusal = LimitRefusals.of(rule, bucket(rule), nano, nano, Optional.of(Duration.ofSeconds(5)), CALL);

        assertThat(refusal)
                .returns(429, Refusal::status)
                .returns(2045, Refusal::code)
                .returns("Spend limit exceeded: rule 'a1b2c3d4' (" + words + ") for openai gpt-5.5", Refusal::message);
    }

    @Test
    void a_policy_answers_with_a_body_of_its_own() {
        LimitRule rule = Made.rule(
                "team:eng|*",
                Origin.POLICY,
                Counted.COST,
                1_000_000_000_000L,
                new Window.Calendar(Window.Period.MONTHLY, ZoneId.of("UTC")),
                Map.of());

        Refusal refusal = LimitRefusals.of(
                rule, bucket(rule), 1_000_420_000_000L, 1_000_000_000_000L, Optional.of(Duration.ofHours(1)), CALL);

        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.retryAfter()).contains(Duration.ofHours(1));
        assertThat(refusal.body())
                .contains("{\"success\":false,\"error\":{\"message\":\"Spending limit exceeded\","
                        + "\"bucket\":\"team:eng|*\",\"spent\":1000.42,\"limit\":1000}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GATEWAY | REQUESTS | 60 | 60 | 2003 | Limit 'r' of this gateway: 60 of 60 calls in any 60 s are used;"
                        + " try again in 12 s",
                "ACCOUNT | TOKENS | 90 | 100 | 2003 | Limit 'r' of this account: 90 of 100 tokens in any 60 s are used or"
                        + " held for calls under way; try again in 12 s",
                "RUN | COST | 900000000 | 1000000000 | 2045 | Cap 'r' on what one run may use: $0.9 of $1 in any 60 s are"
                        + " spent or held for calls under way; try again in 12 s",
                "STORED_KEY | REQUESTS | 1 | 1 | 2003 | The limit of the stored provider key 'r': 1 of 1 calls in any 60"
                        + " s are used; try again in 12 s",
                "ROUTE | INPUT_TOKENS | 1 | 1 | 2003 | Quota 'r' of this route: 1 of 1 input tokens in any 60 s are used"
                        + " or held for calls under way; try again in 12 s"
            })
    void our_own_limits_say_what_is_counted_how_much_is_used_and_when_to_come_back(
            Origin origin, Counted counted, long taken, long limit, int code, String message) {
        Refusal refusal = refusal(origin, counted, taken, limit, Duration.ofMillis(11_200));

        assertThat(refusal)
                .returns(429, Refusal::status)
                .returns(code, Refusal::code)
                .returns(message, Refusal::message)
                .returns(Optional.of(Duration.ofSeconds(12)), Refusal::retryAfter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COST | this call alone may come to more; ask for less, as with max_tokens",
                "INPUT_TOKENS | this call alone comes to more; send a shorter prompt",
                "REQUESTS | no call passes here",
                "CALLS_AT_ONCE | try again when one of them has ended"
            })
    void where_no_time_helps_it_says_what_does(Counted counted, String advice) {
        LimitRule rule = Made.rule("r", counted, 0, Map.of());

        Refusal refusal = LimitRefusals.of(rule, bucket(rule), 0, 0, Optional.empty(), CALL);

        assertThat(refusal.message()).endsWith("; " + advice);
        assertThat(refusal.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "999999999, 1", "1000000000, 1", "1000000001, 2", "59000000001, 60"})
    void waiting_is_said_in_whole_seconds_and_never_too_short(long nanos, long seconds) {
        assertThat(refusal(Origin.GATEWAY, Counted.REQUESTS, 1, 1, Duration.ofNanos(nanos))
                        .retryAfter())
                .contains(Duration.ofSeconds(seconds));
    }

    @Test
    void periods_of_the_calendar_are_named() {
        LimitRule rule = Made.rule(
                "r",
                Origin.GATEWAY,
                Counted.OUTPUT_TOKENS,
                5,
                new Window.Calendar(Window.Period.WEEKLY, ZoneId.of("Europe/Berlin")),
                Map.of());

        assertThat(LimitRefusals.of(rule, bucket(rule), 5, 5, Optional.of(Duration.ofSeconds(1)), CALL)
                        .message())
                .contains("5 of 5 output tokens a week (Europe/Berlin) are used");
    }

    @Test
    void nothing_a_caller_said_of_himself_is_repeated() {
        for (Origin origin : Origin.values()) {
            for (Counted counted : Counted.values()) {
                assertThat(refusal(origin, counted, 1, 1, Duration.ofSeconds(1)).toString())
                        .doesNotContain("canary");
            }
        }
        assertThat(LimitRefusals.unpriced(CALL).toString()).doesNotContain("canary");
        assertThat(CALL.toString()).doesNotContain("canary");
    }

    @Test
    void a_model_without_a_price_is_403_with_cloudflares_code() {
        assertThat(LimitRefusals.unpriced(CALL))
                .returns(403, Refusal::status)
                .returns(2040, Refusal::code)
                .extracting(Refusal::message)
                .asString()
                .startsWith("Model or provider could not be resolved for spend-limit enforcement")
                .contains("openai/gpt-5.5");
    }

    @Test
    void too_many_buckets_is_503_and_says_when_to_try_again() {
        assertThat(LimitRefusals.full())
                .returns(503, Refusal::status)
                .extracting(Refusal::retryAfter)
                .isEqualTo(Optional.of(Duration.ofSeconds(10)));
    }

    private static Refusal refusal(Origin origin, Counted counted, long taken, long limit, Duration wait) {
        Window window = counted.isWhileOpen() ? new Window.WhileOpen() : Made.MINUTE;
        LimitRule rule = Made.rule("r", origin, counted, limit, window, Map.of());
        return LimitRefusals.of(rule, bucket(rule), taken, limit, Optional.of(wait), CALL);
    }

    private static Bucket bucket(LimitRule rule) {
        return new Bucket("k", rule.counted(), rule.window());
    }
}
