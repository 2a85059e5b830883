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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

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

    /** Each cap as a rule of the policy's name, whose buckets are those of its actors. */
    List<ListedRule> listed() {
        return policies.stream()
                .flatMap(policy -> policy.action() instanceof Action.Limit limit
                        ? Stream.of(listed(policy, limit))
                        : Stream.<ListedRule>empty())
                .toList();
    }

    private ListedRule listed(Policy policy, Action.Limit limit) {
        Window window = new Window.Calendar(period(limit.period()), ZoneOffset.UTC);
        String before = BucketKeys.policies(place);
        return ListedRule.ofPolicy(rule(policy.name(), limit.amount().amount(), window), before, key -> {
            String id = BucketKeys.id(before, key);
            return key.equals(bucket(rule(id, 0, window))) ? policy.budget(id) : Optional.empty();
        });
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
        LimitRule rule = rule(budget.id(), cap.limit().amount(), window);
        return new Applied(rule, new Bucket(bucket(rule), Counted.COST, window));
    }

    private String bucket(LimitRule rule) {
        return BucketKeys.rule(place, rule);
    }

    private LimitRule rule(String id, long nano, Window window) {
        return new LimitRule(
                id,
                Origin.POLICY,
                Counted.COST,
                nano,
                window,
                strict,
                Map.of(),
                new Exhausted.Refuse(),
                OptionalInt.empty());
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
