package dev.penstock.policy.limit;

import static dev.penstock.policy.limit.Made.ofPolicies;
import static dev.penstock.policy.limit.Made.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Refusal;
import dev.penstock.policy.limit.Made.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies do with a call, statement by statement of Cloudflare's description. */
class PolicyLimitsTest {
    private static final String ALL = "'*'";
    private static final String BLOCK = "{'type':'block'}";
    private static final String NO_LIMIT = "{'type':'no-limit'}";
    private static final String DENIED = "{\"success\":false,\"error\":{\"message\":\"Access denied by policy\"}}";

    @Test
    void a_block_that_matches_is_403_with_its_own_body() {
        LimitBook book = ofPolicies(
                policy("company:all", ALL, "true", NO_LIMIT),
                policy("company:all", "{'provider':'openai'}", "true", BLOCK));

        Ruling.Blocked blocked = (Ruling.Blocked) book.ruling(Call.PLAIN.facts());

        assertThat(blocked.refusal())
                .returns(403, Refusal::status)
                .returns(DENIED, refusal -> refusal.body().orElse(""));
        assertThat(book.ruling(Call.PLAIN.to("anthropic", "claude").facts())).isInstanceOf(Ruling.Free.class);
    }

    @Test
    void where_policies_exist_and_none_matches_the_answer_is_403() {
        LimitBook book = ofPolicies(policy("company:all", "{'model':'openai/gpt-4o'}", "true", NO_LIMIT));

        assertThat(book.ruling(Call.PLAIN.to("openai", "o3").facts())).isInstanceOf(Ruling.Blocked.class);
        assertThat(book.ruling(Call.PLAIN.facts())).isInstanceOf(Ruling.Free.class);
    }

    @Test
    void a_block_that_asks_for_what_the_call_does_not_say_applies_and_others_do_not() {
        LimitBook blocking = ofPolicies(
                policy("company:all", ALL, "metadata.team == §eng§", BLOCK),
                policy("company:all", ALL, "true", NO_LIMIT));
        LimitBook capping = ofPolicies(
                policy("user:{metadata.user}", ALL, "true", limit(1, "daily")),
                policy("company:all", ALL, "true", NO_LIMIT));

        assertThat(blocking.ruling(Call.PLAIN.facts())).isInstanceOf(Ruling.Blocked.class);
        assertThat(capping.ruling(Call.PLAIN.facts())).isInstanceOf(Ruling.Free.class);
    }

    @Test
    void a_block_that_cannot_be_evaluated_lets_the_call_pass_as_at_cloudflare() {
        LimitBook book = ofPolicies(
                policy("company:all", ALL, "metadata.team > 5", BLOCK), policy("company:all", ALL, "true", NO_LIMIT));

        assertThat(book.ruling(Call.PLAIN.saying("{'team':'eng'}").facts())).isInstanceOf(Ruling.Free.class);
    }

    @ParameterizedTest
    @CsvSource({"hourly", "daily", "weekly", "monthly"})
    void a_cap_is_a_budget_of_its_actor_on_its_resource_in_a_period_of_utc(String period) {
        LimitBook book = ofPolicies(policy("user:{metadata.user}", ALL, "true", limit(25, period)));

        Ruling ruling = book.ruling(Call.PLAIN.saying("{'user':'ann'}").facts());

        assertThat(Made.keys(ruling))
                .containsExactly("acme/prod/policy:user%3aann%7c%2a@calendar:" + period + ":Z:cost");
        assertThat(((Ruling.Limited) ruling).applied().getFirst().rule().limit())
                .isEqualTo(25_000_000_000L);
    }

    @Test
    void the_highest_cap_of_a_period_holds_and_each_period_has_one() {
        LimitBook book = ofPolicies(
                policy("a", ALL, "true", limit(5, "daily")),
                policy("a", ALL, "true", limit(9, "daily")),
                policy("a", ALL, "true", limit(20, "monthly")));

        Ruling.Limited limited = (Ruling.Limited) book.ruling(Call.PLAIN.facts());

        assertThat(limited.applied())
                .extracting(one -> one.rule().limit())
                .containsExactlyInAnyOrder(9_000_000_000L, 20_000_000_000L);
    }

    @Test
    void a_call_must_be_under_the_cap_of_every_bucket() {
        LimitBook book = ofPolicies(
                policy("a", ALL, "true", limit(5, "daily")),
                policy("b", ALL, "true", limit(5, "daily")),
                policy("a", "{'provider':'openai'}", "true", limit(5, "daily")));

        assertThat(Made.keys(book.ruling(Call.PLAIN.facts()))).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void a_no_limit_lifts_the_caps_of_its_bucket_only() {
        LimitBook book = ofPolicies(
                policy("a", ALL, "true", limit(5, "daily")),
                policy("a", ALL, "true", NO_LIMIT),
                policy("b", ALL, "true", limit(5, "daily")));

        assertThat(Made.keys(book.ruling(Call.PLAIN.facts())))
                .containsExactly("acme/prod/policy:b%7c%2a@calendar:daily:Z:cost");
    }

    @Test
    void numbers_in_metadata_are_numbers_to_a_condition() {
        LimitBook book = ofPolicies(policy("a", ALL, "metadata.level > 5", BLOCK), policy("a", ALL, "true", NO_LIMIT));

        assertThat(book.ruling(Call.PLAIN.saying("{'level':7}").facts())).isInstanceOf(Ruling.Blocked.class);
        assertThat(book.ruling(Call.PLAIN.saying("{'level':3}").facts())).isInstanceOf(Ruling.Free.class);
    }

    @Test
    void a_policy_alone_does_not_stop_unpriced_calls() {
        LimitBook book = ofPolicies(policy("a", ALL, "true", limit(5, "daily")));

        assertThat(book.mustBePriced(book.ruling(Call.PLAIN.facts()))).isFalse();
        assertThat(book.hasMoneyRules()).isTrue();
    }

    private static String limit(int dollars, String period) {
        return "{'type':'limit','amount':" + dollars + ",'period':'" + period + "'}";
    }
}
