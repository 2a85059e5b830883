package dev.penstock.pipeline;

import dev.penstock.call.Budgeting.Unpriced;
import dev.penstock.call.Claim;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Moment;
import dev.penstock.call.Refusal;
import dev.penstock.ledger.Standing;
import dev.penstock.policy.limit.BucketName;
import dev.penstock.policy.limit.CallFacts;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.policy.limit.LimitRefusals;
import dev.penstock.policy.limit.Ruling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What limits and policies would say of a step, as {@link Admission} asks them, but taking nothing.
 *
 * @param refusal of the first limit that would not let it pass, or of a policy
 * @param waits whether it would wait there instead of being refused
 */
record Reckoned(List<Forecast.Limit> limits, Optional<Refusal> refusal, boolean waits) {
    static final Reckoned NOTHING = new Reckoned(List.of(), Optional.empty(), false);

    /** @param isKept whether its answer is there already, so that it costs no tokens and no money */
    static Reckoned of(CallScope scope, Step step, Worth worth, boolean isKept) {
        LimitBook book =
                scope.snapshot.limits(Objects.requireNonNull(scope.address).scope());
        CallFacts facts = Facts.of(scope, step);
        Ruling ruling = book.ruling(facts);
        boolean isUnpriced = !isKept
                && book.mustBePriced(ruling)
                && scope.budgeting().unpriced() == Unpriced.REFUSE
                && worth.costNano().isEmpty();
        return switch (ruling) {
            case Ruling.Blocked(Refusal refusal) -> new Reckoned(List.of(), Optional.of(refusal), false);
            case Ruling.Free free -> new Reckoned(List.of(), unpriced(isUnpriced, facts), false);
            case Ruling.Limited limited ->
                new Asking(scope, facts, isKept).ask(limited, worth, unpriced(isUnpriced, facts));
        };
    }

    private static Optional<Refusal> unpriced(boolean isUnpriced, CallFacts facts) {
        return isUnpriced ? Optional.of(LimitRefusals.unpriced(facts)) : Optional.empty();
    }

    /** Asks each limit in turn; the first that has too little decides. */
    private record Asking(CallScope scope, CallFacts facts, boolean isKept) {
        Reckoned ask(Ruling.Limited limited, Worth worth, Optional<Refusal> unpriced) {
            Moment now = scope.engine.ledger().now().get();
            List<Forecast.Limit> limits = new ArrayList<>();
            Optional<Refusal> refusal = unpriced;
            boolean waits = false;
            for (Claim claim : scope.account.claims(limited, Optional.of(worth))) {
                boolean isSettled = claim.bucket().counted().isSettled();
                Standing standing = scope.engine.ledger().counters().standing(claim.bucket(), claim.limit(), now);
                boolean passes = standing.takes(claim) || (isKept && isSettled);
                limits.add(limit(claim, standing, passes));
                if (!passes && refusal.isEmpty()) {
                    refusal = Optional.of(refusal(claim, standing, facts));
                    waits = !isKept && waits(claim);
                }
            }
            return new Reckoned(limits, refusal, waits);
        }
    }

    private static Forecast.Limit limit(Claim claim, Standing standing, boolean passes) {
        BucketName name = BucketName.of(claim.bucket().key());
        return new Forecast.Limit(
                name.rule(),
                name.origin(),
                name.values(),
                claim.bucket().counted(),
                claim.amount(),
                standing.taken(),
                claim.limit(),
                claim.strict(),
                standing.reset(),
                passes,
                claim.rule().exhausted());
    }

    /** No time helps a call that is larger than the whole limit. */
    private static boolean waits(Claim claim) {
        return switch (claim.rule().exhausted()) {
            case LimitRule.Exhausted.Wait waiting -> !claim.strict() || claim.amount() <= claim.limit();
            case LimitRule.Exhausted.Refuse refuse -> false;
            case LimitRule.Exhausted.Downgrade cheaper -> false;
        };
    }

    private static Refusal refusal(Claim claim, Standing standing, CallFacts facts) {
        Optional<Duration> again = Optional.of(standing.reset()).filter(Duration::isPositive);
        return LimitRefusals.of(claim.rule(), claim.bucket(), standing.taken(), claim.limit(), again, facts);
    }
}
