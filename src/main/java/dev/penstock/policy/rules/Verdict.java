package dev.penstock.policy.rules;

import dev.penstock.call.NanoUsd;
import java.util.List;
import java.util.Optional;

/** What the policies of a gateway say of a call, before and after its budgets were looked at. */
public sealed interface Verdict {
    /** Nothing caps it. */
    record Unlimited() implements Verdict {}

    /** It is refused. */
    record Blocked(Optional<String> policy) implements Verdict {}

    /** It may go on while every cap of every bucket holds. */
    record Capped(List<Bucket> buckets) implements Verdict {
        public Capped {
            buckets = List.copyOf(buckets);
        }
    }

    /**
     * A budget: one actor on one resource.
     *
     * @param isUnlimited whether a policy lifts its caps
     * @param caps at most one a period
     */
    record Bucket(String actor, String resource, boolean isUnlimited, List<Cap> caps) {
        public Bucket {
            caps = List.copyOf(caps);
        }

        /** The same for the same actor and resource, always. */
        public String id() {
            return actor + "|" + resource;
        }
    }

    /** The most that may be spent in a period, and which policy says so. */
    record Cap(Action.Period period, NanoUsd limit, String policy) {}

    /** What was spent so far. */
    @FunctionalInterface
    interface Spend {
        NanoUsd in(Bucket bucket, Cap cap);
    }

    /** A cap that does not hold any more. */
    record Exceeded(Bucket bucket, Cap cap, NanoUsd spent) {}
}
