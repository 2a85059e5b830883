package dev.penstock.policy.rules;

import dev.penstock.call.NanoUsd;
import dev.penstock.policy.rules.Verdict.Bucket;
import dev.penstock.policy.rules.Verdict.Cap;
import dev.penstock.policy.rules.Verdict.Exceeded;
import dev.penstock.policy.rules.cel.CelCondition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The order in which policies decide. A block overrides all; caps of the same actor on the same resource are one bucket, in
 * which the highest cap of a period counts and a no-limit lifts all; where policies exist and none applies, the answer is no.
 */
public final class Verdicts {
    private Verdicts() {}

    /** One call, as far as policies ask. */
    public record Asked(Identity identity, String provider, String model) {}

    /** Whether a policy applies. */
    private enum Match {
        YES,
        NO,
        FAILED
    }

    private record BucketKey(String actor, String resource) {}

    /** What is to be done about a call, before anything spent is looked at. */
    public static Verdict of(List<Policy> policies, Asked asked) {
        if (policies.isEmpty()) {
            return new Verdict.Unlimited();
        }
        Map<BucketKey, List<Policy>> buckets = new LinkedHashMap<>();
        boolean anyFailed = false;
        Optional<Policy> block = Optional.empty();
        for (Policy policy : policies) {
            switch (match(policy, asked)) {
                case YES -> {
                    if (policy.action() instanceof Action.Block) {
                        block = block.or(() -> Optional.of(policy));
                    } else {
                        buckets.computeIfAbsent(key(policy, asked), ignored -> new ArrayList<>())
                                .add(policy);
                    }
                }
                case FAILED -> anyFailed = true;
                case NO -> {}
            }
        }
        if (block.isPresent()) {
            return new Verdict.Blocked(block.map(Policy::name));
        }
        if (buckets.isEmpty()) {
            // What cannot be evaluated must not stop calls; without any failure, no policy means no.
            return anyFailed ? new Verdict.Unlimited() : new Verdict.Blocked(Optional.empty());
        }
        return capped(buckets);
    }

    /** The first cap that does not hold: what was spent has reached it. */
    public static Optional<Exceeded> exceeded(Verdict.Capped capped, Verdict.Spend spend) {
        for (Bucket bucket : capped.buckets()) {
            for (Cap cap : bucket.isUnlimited() ? List.<Cap>of() : bucket.caps()) {
                NanoUsd spent = spend.in(bucket, cap);
                if (spent.amount() >= cap.limit().amount()) {
                    return Optional.of(new Exceeded(bucket, cap, spent));
                }
            }
        }
        return Optional.empty();
    }

    private static Verdict capped(Map<BucketKey, List<Policy>> byKey) {
        List<Bucket> buckets = new ArrayList<>();
        byKey.forEach((key, policies) -> buckets.add(bucket(key, policies)));
        return buckets.stream().allMatch(Bucket::isUnlimited) ? new Verdict.Unlimited() : new Verdict.Capped(buckets);
    }

    private static Bucket bucket(BucketKey key, List<Policy> policies) {
        Map<Action.Period, Cap> caps = new EnumMap<>(Action.Period.class);
        boolean isUnlimited = false;
        for (Policy policy : policies) {
            switch (policy.action()) {
                case Action.NoLimit ignored -> isUnlimited = true;
                case Action.Limit limit ->
                    caps.merge(
                            limit.period(),
                            new Cap(limit.period(), limit.amount(), policy.name()),
                            (one, other) ->
                                    one.limit().amount() >= other.limit().amount() ? one : other);
                case Action.Block ignored -> throw new IllegalStateException("A block has no bucket");
            }
        }
        return new Bucket(key.actor, key.resource, isUnlimited, List.copyOf(caps.values()));
    }

    private static BucketKey key(Policy policy, Asked asked) {
        return new BucketKey(
                policy.actor().resolved(asked.identity).orElseThrow(),
                policy.resource().toString());
    }

    private static Match match(Policy policy, Asked asked) {
        boolean covers = policy.resource().covers(asked.provider, asked.model);
        Optional<String> actor = policy.actor().resolved(asked.identity);
        return switch (policy.action()) {
            case Action.Block block -> block.except() == covers ? Match.NO : blocked(policy, asked, actor);
            case Action.NoLimit ignored -> covers ? applied(policy, asked, actor) : Match.NO;
            case Action.Limit ignored -> covers ? applied(policy, asked, actor) : Match.NO;
        };
    }

    private static Match applied(Policy policy, Asked asked, Optional<String> actor) {
        return switch (policy.condition().answer(asked.identity.values())) {
            case CelCondition.Holds holds -> holds.flag() && actor.isPresent() ? Match.YES : Match.NO;
            case CelCondition.Missing ignored -> Match.NO;
            case CelCondition.Failed ignored -> Match.FAILED;
        };
    }

    /** Closed where something is missing: a block must not be escaped by leaving out who one is. */
    private static Match blocked(Policy policy, Asked asked, Optional<String> actor) {
        return switch (policy.condition().answer(asked.identity.values())) {
            case CelCondition.Holds holds -> holds.flag() ? Match.YES : Match.NO;
            case CelCondition.Missing ignored -> Match.YES;
            case CelCondition.Failed ignored -> actor.isEmpty() ? Match.YES : Match.FAILED;
        };
    }
}
