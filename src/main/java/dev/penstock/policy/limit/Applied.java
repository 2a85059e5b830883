package dev.penstock.policy.limit;

import dev.penstock.call.Bucket;
import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Origin;
import java.util.Optional;
import java.util.OptionalLong;

/** A rule a call falls under, and the bucket it counts in there. */
public record Applied(LimitRule rule, Bucket bucket) {

    boolean isMoney() {
        return rule.counted() == Counted.COST;
    }

    boolean isPolicy() {
        return rule.origin() == Origin.POLICY;
    }

    /** Empty where money is counted and the call has no price that could be. */
    Optional<Claim> claim(Amounts amounts) {
        if (isMoney() && amounts.costNano().isEmpty()) {
            // A model without a price does not count for policies, but it is stopped where one of them has nothing
            // left.
            return isPolicy() ? Optional.of(new Claim(bucket, rule, 0, rule.limit(), false)) : Optional.empty();
        }
        // What is known beforehand is taken beforehand: to wait for it would be to count it late for nothing.
        boolean strict = rule.strict() || !rule.counted().isSettled();
        return Optional.of(new Claim(bucket, rule, amount(amounts), rule.limit(), strict));
    }

    /** What such a call takes of the bucket. */
    public long amount(Amounts amounts) {
        OptionalLong cost = amounts.costNano();
        return switch (rule.counted()) {
            case COST -> cost.orElse(0);
            case REQUESTS, CALLS_AT_ONCE, OPEN_STREAMS -> 1;
            case INPUT_TOKENS -> amounts.inputTokens();
            case OUTPUT_TOKENS -> amounts.outputTokens();
            case TOKENS -> saturated(amounts.inputTokens(), amounts.outputTokens());
        };
    }

    private static long saturated(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
