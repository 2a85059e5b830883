package dev.penstock.policy.limit;

import static dev.penstock.policy.limit.Made.each;
import static dev.penstock.policy.limit.Made.metadata;
import static dev.penstock.policy.limit.Made.only;
import static dev.penstock.policy.limit.Made.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.GatewaySettings.RateLimit;
import dev.penstock.call.GatewaySettings.Technique;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.SpendLimits;
import dev.penstock.call.SpendLimits.Dimension;
import dev.penstock.call.Window;
import dev.penstock.policy.limit.Made.Call;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitBookTest {
    private static final Property MODEL = new Property.Model();
    private static final Property KEY = new Property.Key();
    private static final Amounts PRICED = new Amounts(OptionalLong.of(70), 5, 11);
    private static final Amounts UNPRICED = new Amounts(OptionalLong.empty(), 5, 11);

    @Test
    void without_limits_a_call_is_free() {
        assertThat(Made.book().ruling(Call.PLAIN.facts())).isEqualTo(new Ruling.Free());
        assertThat(Made.book().hasMoneyRules()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "FIXED, 60, 10, acme/prod/rate:rate_limiting@fixed:60s:requests",
        "SLIDING, 600, 10, acme/prod/rate:rate_limiting@sliding:600s:requests",
        "FIXED, 0, 10,",
        "FIXED, 60, 0,"
    })
    void a_rate_limit_counts_all_calls_of_the_gateway_together(
            Technique technique, long seconds, int limit, String key) {
        RateLimit rate = new RateLimit(Duration.ofSeconds(seconds), limit, technique);
        Ruling ruling = Made.book(Made.gateway(rate, Optional.empty(), true)).ruling(Call.PLAIN.facts());

        assertThat(Made.keys(ruling)).isEqualTo(key == null ? List.of() : List.of(key));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "openai | gpt-5.5 | {'user':'ann','team':'eng'} | /metadata.user=ann",
                "openai | openai/gpt-5.5 | {'user':'bob','team':'eng'} | /metadata.user=bob",
                "openai | gpt-5.5 | {'user':7,'team':'eng'} | /metadata.user=7",
                "openai | gpt-5.5 | {'team':'eng'} |",
                "openai | gpt-5.5 | {'user':'ann','team':'ops'} |",
                "openai | gpt-5.5 | {'user':'ann'} |",
                "openai | gpt-5 | {'user':'ann','team':'eng'} |",
                "azure-openai | gpt-5.5 | {'user':'ann','team':'eng'} |",
                "openai | gpt-5.5 | |",
            })
    void a_spend_limit_applies_where_all_its_filters_match_and_nothing_it_is_split_by_is_missing(
            String provider, String model, String said, String split) {
        SpendLimits.Rule rule = new SpendLimits.Rule(
                "per-user",
                true,
                new NanoUsd(5_000_000_000L),
                Duration.ofDays(1),
                Technique.SLIDING,
                Optional.of(new Dimension.Filter(List.of("openai/gpt-5.5"))),
                Optional.of(new Dimension.Filter(List.of("openai"))),
                Map.of("user", new Dimension.Partition(), "team", new Dimension.Filter(List.of("eng"))));

        Ruling ruling = spending(true, rule)
                .ruling(Call.PLAIN
                        .to(provider, model)
                        .saying(said == null ? "" : said)
                        .facts());

        String key = "acme/prod/spend:per-user@sliding:86400s:cost";
        assertThat(Made.keys(ruling)).isEqualTo(split == null ? List.of() : List.of(key + split));
    }

    @ParameterizedTest
    @CsvSource({"gpt-5.5", "openai/gpt-5.5"})
    void a_model_is_named_alone_or_with_its_provider(String named) {
        LimitBook book = Made.book(rule("m", Counted.REQUESTS, 1, Map.of(MODEL, only(named))));

        for (String asked : List.of("gpt-5.5", "openai/gpt-5.5")) {
            assertThat(Made.keys(book.ruling(Call.PLAIN.to("openai", asked).facts())))
                    .containsExactly("acme/prod/limit:m@sliding:60s:requests");
        }
        assertThat(book.ruling(Call.PLAIN.to("openai", "gpt-5.5-mini").facts())).isInstanceOf(Ruling.Free.class);
    }

    @Test
    void a_model_split_by_value_is_one_however_it_is_asked_for() {
        LimitBook book = Made.book(rule("m", Counted.REQUESTS, 1, Map.of(MODEL, each())));

        assertThat(Made.keys(book.ruling(Call.PLAIN.to("openai", "o3").facts())))
                .isEqualTo(Made.keys(
                        book.ruling(Call.PLAIN.to("openai", "openai/o3").facts())))
                .isNotEqualTo(Made.keys(
                        book.ruling(Call.PLAIN.to("azure-openai", "o3").facts())));
    }

    @Test
    void a_spend_limit_that_is_off_or_over_no_time_is_none() {
        SpendLimits.Rule on = spend("a", true, Duration.ofMinutes(1));
        Ruling free = new Ruling.Free();

        assertThat(spending(false, on).ruling(Call.PLAIN.facts())).isEqualTo(free);
        assertThat(spending(true, spend("a", false, Duration.ofMinutes(1))).ruling(Call.PLAIN.facts()))
                .isEqualTo(free);
        assertThat(spending(true, spend("a", true, Duration.ZERO)).ruling(Call.PLAIN.facts()))
                .isEqualTo(free);
        assertThat(spending(true, on).ruling(Call.PLAIN.facts())).isNotEqualTo(free);
    }

    @Test
    void two_spend_limits_of_one_name_do_not_count_in_one_bucket() {
        SpendLimits.Rule rule = spend("a", true, Duration.ofMinutes(1));

        assertThat(Made.keys(spending(true, rule, rule).ruling(Call.PLAIN.facts())))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void spend_limits_are_strict_as_the_gateway_says() {
        for (boolean strict : List.of(true, false)) {
            SpendLimits limits = new SpendLimits(true, List.of(spend("a", true, Duration.ofMinutes(1))));
            LimitBook book = Made.book(Made.gateway(RateLimit.OFF, Optional.of(limits), strict));

            assertThat(limited(book, Call.PLAIN).claims(PRICED))
                    .singleElement()
                    .returns(strict, Claim::strict)
                    .returns(70L, Claim::amount)
                    .returns(9L, Claim::limit);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COST, 70, true, true",
        "REQUESTS, 1, false, false",
        "INPUT_TOKENS, 5, true, false",
        "OUTPUT_TOKENS, 11, true, false",
        "TOKENS, 16, true, false",
        "CALLS_AT_ONCE, 1, false, false",
        "OPEN_STREAMS, 1, false, false"
    })
    void what_a_call_takes_depends_on_what_is_counted(Counted counted, long amount, boolean settled, boolean money) {
        Ruling.Limited limited = limited(Made.book(rule("r", counted, 100, Map.of())), Call.PLAIN.streamed());

        assertThat(limited.claims(PRICED))
                .singleElement()
                .returns(amount, Claim::amount)
                .returns(100L, Claim::limit)
                .returns(true, Claim::strict);
        assertThat(limited.countsSettled()).isEqualTo(settled);
        assertThat(limited.countsMoney()).isEqualTo(money);
    }

    @Test
    void a_call_that_does_not_stream_opens_no_stream() {
        LimitBook book = Made.book(rule("s", Counted.OPEN_STREAMS, 1, Map.of()));

        assertThat(book.ruling(Call.PLAIN.facts())).isInstanceOf(Ruling.Free.class);
        assertThat(Made.keys(book.ruling(Call.PLAIN.streamed().facts())))
                .containsExactly("acme/prod/limit:s@open:open_streams");
    }

    @Test
    void tokens_without_end_do_not_become_negative() {
        Ruling.Limited limited = limited(Made.book(rule("t", Counted.TOKENS, 1, Map.of())), Call.PLAIN);

        assertThat(limited.claims(new Amounts(OptionalLong.empty(), Long.MAX_VALUE, 2))
                        .getFirst()
                        .amount())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void every_limit_that_applies_must_be_met() {
        LimitBook book = LimitBook.of(
                Made.SCOPE,
                Made.gateway(
                        new RateLimit(Duration.ofMinutes(1), 9, Technique.FIXED),
                        Optional.of(new SpendLimits(true, List.of(spend("s", true, Duration.ofMinutes(1))))),
                        true,
                        rule("g", Counted.TOKENS, 1, Map.of(new Property.Token(), each()))),
                List.of(rule(
                        "acc", Origin.ACCOUNT, Counted.COST, 1, Made.MINUTE, Map.of(new Property.Gateway(), each()))),
                List.of(rule("k1", Origin.STORED_KEY, Counted.REQUESTS, 1, Made.MINUTE, Map.of(KEY, only("main")))),
                List.of(Made.policy("all", "'*'", "true", "{'type':'limit','amount':1,'period':'daily'}")),
                ZoneOffset.UTC);

        assertThat(Made.keys(
                        book.ruling(Call.PLAIN.withToken("t1").withKey("main").facts())))
                .containsExactly(
                        "acme/prod/rate:rate_limiting@fixed:60s:requests",
                        "acme/prod/key:k1@sliding:60s:requests",
                        "acme/prod/spend:s@sliding:60s:cost",
                        "acme/prod/limit:g@sliding:60s:tokens/token=t1",
                        "acme/*/account:acc@sliding:60s:cost/gateway=prod",
                        "acme/prod/policy:all%7c%2a@calendar:daily:Z:cost");
    }

    @Test
    void keys_of_two_providers_are_two_though_they_have_one_alias() {
        LimitBook book = Made.book(rule("k", Counted.REQUESTS, 1, Map.of(KEY, each())));
        Call call = Call.PLAIN.withKey("default");

        assertThat(Made.keys(book.ruling(call.facts())))
                .isNotEqualTo(Made.keys(book.ruling(call.to("anthropic", "m").facts())));
        assertThat(book.ruling(Call.PLAIN.facts())).isInstanceOf(Ruling.Free.class);
    }

    @Test
    void a_run_is_a_session_and_a_call_without_one_is_in_no_run() {
        LimitBook book = Made.book(
                rule("calls", Origin.RUN, Counted.REQUESTS, 1, Made.MINUTE, Map.of(new Property.Session(), each())),
                rule(
                        "identical_calls",
                        Origin.RUN,
                        Counted.REQUESTS,
                        1,
                        Made.MINUTE,
                        Map.of(new Property.Session(), each(), new Property.Body(), each())));

        assertThat(Made.keys(book.ruling(Call.PLAIN.in("r1").facts())))
                .containsExactly(
                        "acme/prod/run:calls@sliding:60s:requests/session=r1",
                        "acme/prod/run:identical_calls@sliding:60s:requests/session=r1/body=b0d7");
        assertThat(book.ruling(Call.PLAIN.facts())).isInstanceOf(Ruling.Free.class);
    }

    @Test
    void periods_without_a_zone_are_the_accounts() {
        Window daily = new Window.Calendar(Window.Period.DAILY, Window.Calendar.OF_ACCOUNT);
        LimitRule own = rule("d", Origin.GATEWAY, Counted.COST, 1, daily, Map.of());
        LimitBook book = LimitBook.of(
                Made.SCOPE,
                Made.gateway(RateLimit.OFF, Optional.empty(), true, own),
                List.of(rule("e", Origin.ACCOUNT, Counted.COST, 1, daily, Map.of())),
                List.of(),
                List.of(),
                ZoneId.of("Asia/Tokyo"));

        Ruling.Limited limited = limited(book, Call.PLAIN);
        assertThat(limited.applied())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.bucket().window())
                        .isEqualTo(new Window.Calendar(Window.Period.DAILY, ZoneId.of("Asia/Tokyo")))
                        .isEqualTo(one.rule().window()));
    }

    @Test
    void unpriced_calls_are_stopped_by_any_spend_limit_that_is_on_even_one_for_others() {
        LimitBook book = spending(
                true,
                new SpendLimits.Rule(
                        "other",
                        true,
                        new NanoUsd(1),
                        Duration.ofMinutes(1),
                        Technique.FIXED,
                        Optional.empty(),
                        Optional.of(new Dimension.Filter(List.of("anthropic"))),
                        Map.of()));

        Ruling ruling = book.ruling(Call.PLAIN.facts());
        assertThat(ruling).isInstanceOf(Ruling.Free.class);
        assertThat(book.mustBePriced(ruling)).isTrue();
        assertThat(book.hasMoneyRules()).isTrue();
    }

    @Test
    void unpriced_calls_are_stopped_by_other_limits_on_money_only_where_they_apply() {
        LimitBook book = Made.book(rule("r", Counted.COST, 1, Map.of(metadata("team"), only("eng"))));

        assertThat(book.mustBePriced(book.ruling(Call.PLAIN.facts()))).isFalse();
        assertThat(book.mustBePriced(
                        book.ruling(Call.PLAIN.saying("{'team':'eng'}").facts())))
                .isTrue();
    }

    @Test
    void what_has_no_price_counts_nothing_but_is_stopped_by_a_policy_with_nothing_left() {
        LimitBook book = Made.book(
                Made.gateway(RateLimit.OFF, Optional.empty(), true, rule("r", Counted.COST, 1, Map.of())),
                Made.policy("all", "'*'", "true", "{'type':'limit','amount':1,'period':'daily'}"));

        assertThat(limited(book, Call.PLAIN).claims(UNPRICED))
                .singleElement()
                .returns(Origin.POLICY, claim -> claim.rule().origin())
                .returns(0L, Claim::amount)
                .returns(false, Claim::strict);
        assertThat(limited(book, Call.PLAIN).claims(PRICED)).hasSize(2);
    }

    private static LimitBook spending(boolean enabled, SpendLimits.Rule... rules) {
        return Made.book(Made.gateway(RateLimit.OFF, Optional.of(new SpendLimits(enabled, List.of(rules))), true));
    }

    private static SpendLimits.Rule spend(String id, boolean enabled, Duration window) {
        return new SpendLimits.Rule(
                id, enabled, new NanoUsd(9), window, Technique.SLIDING, Optional.empty(), Optional.empty(), Map.of());
    }

    private static Ruling.Limited limited(LimitBook book, Call call) {
        Ruling ruling = book.ruling(call.facts());
        assertThat(ruling).isInstanceOf(Ruling.Limited.class);
        return (Ruling.Limited) ruling;
    }
}
