package dev.penstock.pipeline;

import dev.penstock.call.Claim;
import dev.penstock.call.LimitRule;
import dev.penstock.policy.limit.Applied;
import dev.penstock.policy.limit.Ruling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The quotas of its route that a call has passed. It is counted in them when it is sent, with all its other limits, so
 * that they are never overdrawn and the row carries what they counted. Owned by one call.
 */
final class RouteQuotas {
    private List<Applied> passed = List.of();
    private @Nullable LimitRule turnedDown;

    boolean areEmpty() {
        return passed.isEmpty();
    }

    /** The call goes on beside the route. */
    void leave() {
        passed = List.of();
        turnedDown = null;
    }

    /** Whether one of them, passed before, has nothing left after all. */
    boolean hasTurnedDown() {
        return turnedDown != null;
    }

    void add(List<Applied> more) {
        List<Applied> all = new ArrayList<>(passed);
        all.addAll(more);
        passed = List.copyOf(all);
    }

    /** Takes it that one of them has nothing left after all, and counts it no more; null where none has said so. */
    @Nullable
    LimitRule takeTurnedDown() {
        LimitRule rule = turnedDown;
        turnedDown = null;
        if (rule != null) {
            passed = passed.stream().filter(one -> !one.rule().equals(rule)).toList();
        }
        return rule;
    }

    /** What limits say of a call, and its route's quotas with them. */
    Ruling over(Ruling ruling) {
        if (passed.isEmpty()) {
            return ruling;
        }
        return switch (ruling) {
            case Ruling.Blocked blocked -> blocked;
            case Ruling.Free free -> new Ruling.Limited(passed);
            case Ruling.Limited limited -> {
                List<Applied> all = new ArrayList<>(limited.applied());
                all.addAll(passed);
                yield new Ruling.Limited(all);
            }
        };
    }

    /** Whether a claim that found nothing left is one of theirs; noted, so that the route can go on from there. */
    boolean isTurnedDown(Claim claim) {
        boolean isOurs = passed.stream().anyMatch(one -> one.rule().equals(claim.rule()));
        turnedDown = isOurs ? claim.rule() : turnedDown;
        return isOurs;
    }
}
