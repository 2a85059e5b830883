package dev.penstock.policy.limit;

import dev.penstock.call.Bucket;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.Window;
import dev.penstock.policy.rules.Action;
import dev.penstock.policy.rules.Policy;
import dev.penstock.policy.rules.Verdict;
import dev.penstock.policy.rules.Verdicts;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What the policies of a gateway come to as rules: each cap a call falls under is one. */
final class PolicyRules {
    private final String place;
    private final List<Policy> policies;
    private final boolean strict;

    PolicyRules(String place, List<Policy> policies, boolean strict) {
        this.place = place;
        this.policies = List.copyOf(policies);
        this.strict = strict;
    }

    boolean areEmpty() {
        return policies.isEmpty();
    }

    boolean countMoney() {
        return policies.stream().anyMatch(policy -> policy.action() instanceof Action.Limit);
    }

    Verdict verdict(CallFacts facts) {
        return areEmpty()
                ? new Verdict.Unlimited()
                : Verdicts.of(
                        policies, new Verdicts.Asked(facts.metadata().identity(), facts.provider(), facts.ownModel()));
    }

    void addApplied(Verdict.Capped capped, List<Applied> out) {
        for (Verdict.Bucket bucket : capped.buckets()) {
            if (!bucket.isUnlimited()) {
                bucket.caps().forEach(cap -> out.add(applied(bucket, cap)));
            }
        }
    }

    private Applied applied(Verdict.Bucket budget, Verdict.Cap cap) {
        Window window = new Window.Calendar(period(cap.period()), ZoneOffset.UTC);
        LimitRule rule = new LimitRule(
                budget.id(),
                Origin.POLICY,
                Counted.COST,
                cap.limit().amount(),
                window,
                strict,
                Map.of(),
                new Exhausted.Refuse(),
                OptionalInt.empty());
        return new Applied(rule, new Bucket(BucketKeys.rule(place, rule), Counted.COST, window));
    }

    private static Window.Period period(Action.Period period) {
        return switch (period) {
            case HOURLY -> Window.Period.HOURLY;
            case DAILY -> Window.Period.DAILY;
            case WEEKLY -> Window.Period.WEEKLY;
            case MONTHLY -> Window.Period.MONTHLY;
        };
    }
}
