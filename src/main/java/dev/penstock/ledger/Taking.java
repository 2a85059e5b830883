package dev.penstock.ledger;

import dev.penstock.call.Claim;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What became of some claims. */
public sealed interface Taking {
    /** Every one was taken. In the order of the claims. */
    record Taken(List<Held> held) implements Taking {
        public Taken {
            held = List.copyOf(held);
        }
    }

    /**
     * None was taken.
     *
     * @param claim the first that did not fit
     * @param standing what its bucket holds
     * @param retryAfter until as much is free again if nothing else is taken meanwhile; empty where no time will help
     */
    record Refused(Claim claim, Standing standing, Optional<Duration> retryAfter) implements Taking {}

    /** None was taken, because no more buckets can be kept. */
    record Full() implements Taking {}
}
