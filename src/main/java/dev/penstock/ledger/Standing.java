package dev.penstock.ledger;

import dev.penstock.call.Claim;
import java.time.Duration;

/**
 * How a bucket stands.
 *
 * @param taken what counts now, held and settled together
 * @param limit the most it may hold
 * @param reset until the window ends, or until the oldest part of a trailing one leaves it; zero where nothing is taken
 */
public record Standing(long taken, long limit, Duration reset) {
    public long remaining() {
        return Math.max(0, limit - taken);
    }

    /** Whether a claim on it would be taken now. */
    public boolean takes(Claim claim) {
        return Cell.fits(claim, taken);
    }
}
