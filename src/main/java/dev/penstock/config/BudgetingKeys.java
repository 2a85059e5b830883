package dev.penstock.config;

import dev.penstock.call.Budgeting;
import dev.penstock.call.LimitRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys under "budgeting" of a gateway: how limits on money and tokens are held. */
final class BudgetingKeys {
    private static final Budgeting DEFAULT = Budgeting.DEFAULT;

    private static final Key<Boolean> STRICT = Key.of(
            "strict",
            Kinds.flag(),
            DEFAULT.strictSpend(),
            "Whether spend_limits and policies hold what a call may cost before it is sent; false is Cloudflare's way,"
                    + " which counts when it has ended and lets bursts pass.");
    private static final Key<Budgeting.Unpriced> UNPRICED = Key.of(
            "unpriced",
            Kinds.oneOf(Budgeting.Unpriced.class),
            DEFAULT.unpriced(),
            "What becomes of a call whose price is not known while a limit on money is on: it is refused with 403 and code"
                    + " 2040, passes uncounted, or is priced as the provider's dearest model.");
    private static final Key<Boolean> TRUST_CUSTOM_COST = Key.of(
            "trust_custom_cost",
            Kinds.flag(),
            DEFAULT.trustsCustomCost(),
            "Whether prices that callers give in cf-aig-custom-cost count in budgets.");
    private static final Key<Integer> ASSUMED_OUTPUT = Key.of(
            "assumed_output_tokens",
            Kinds.whole(1, 10_000_000),
            Math.toIntExact(DEFAULT.assumedOutput()),
            "Output tokens held for a call that names no maximum, where the model's own is not known or is larger.");
    private static final Key<Budgeting.Aborted> ABORTED = Key.of(
            "aborted_streams",
            Kinds.oneOf(Budgeting.Aborted.class),
            DEFAULT.aborted(),
            "What a provider does with a stream its caller has left: it stops and charges what it made until then, or runs"
                    + " on and charges all that was held.");
    private static final Key<Integer> SLACK = Key.of(
            "aborted_slack_tokens",
            Kinds.whole(0, 1_000_000),
            Math.toIntExact(DEFAULT.slack()),
            "Output tokens a provider may make between the last byte that was seen and its being told to stop.");
    private static final Key<Boolean> LIMIT_HEADERS = Key.of(
            "limit_headers",
            Kinds.flag(),
            DEFAULT.headers(),
            "Whether answers say what is left, in cf-aig-ratelimit-* and cf-aig-budget-*.");
    private static final Key<Boolean> RECEIPT_HEADER = Key.of(
            "receipt_header",
            Kinds.flag(),
            DEFAULT.receiptHeader(),
            "Whether answers that are not streamed carry a short receipt.");

    static final SectionKind<Budgeting> SECTION = new SectionKind<>(
            List.of(STRICT, UNPRICED, TRUST_CUSTOM_COST, ASSUMED_OUTPUT, ABORTED, SLACK, LIMIT_HEADERS, RECEIPT_HEADER),
            BudgetingKeys::budgeting);

    private BudgetingKeys() {}

    private static Budgeting budgeting(Fields fields) {
        return new Budgeting(
                List.of(),
                fields.get(STRICT),
                fields.get(UNPRICED),
                fields.get(TRUST_CUSTOM_COST),
                fields.get(ASSUMED_OUTPUT),
                fields.get(ABORTED),
                fields.get(SLACK),
                fields.get(LIMIT_HEADERS),
                fields.get(RECEIPT_HEADER),
                DEFAULT.sessionHeader());
    }

    /** All that a gateway says of limits, as one. */
    static Budgeting of(Optional<Budgeting> given, List<LimitRule> limits, RunKeys.Runs runs) {
        Budgeting how = given.orElse(DEFAULT);
        List<LimitRule> all = new ArrayList<>(limits);
        all.addAll(runs.caps());
        return new Budgeting(
                all,
                how.strictSpend(),
                how.unpriced(),
                how.trustsCustomCost(),
                how.assumedOutput(),
                how.aborted(),
                how.slack(),
                how.headers(),
                how.receiptHeader(),
                Optional.of(runs.header()));
    }
}
