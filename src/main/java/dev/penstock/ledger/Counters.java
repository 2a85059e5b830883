package dev.penstock.ledger;

import dev.penstock.call.Bucket;
import dev.penstock.call.Claim;
import dev.penstock.call.Moment;
import dev.penstock.call.Posting;
import java.util.Collection;
import java.util.List;

/**
 * What is taken of every bucket. Called from every event loop at once; answers from memory, never waits. An
 * implementation for several processes answers from what a shared store has lent it.
 */
public interface Counters {
    /** Takes all of the claims or none of them. */
    Taking take(List<Claim> claims, Moment now);

    /** Puts what was used in the place of what was taken, where it was taken. Once for each: later ones are ignored. */
    void settle(Held held, long amount);

    /** Puts another amount in the place of what it was settled with: its provider told more after it had ended. */
    void correct(Held held, long amount);

    /** What a bucket holds now, for headers and the API; nothing is taken. */
    Standing standing(Bucket bucket, long limit, Moment now);

    /** Puts back what an ended process left: sums of postings, in any order, before any call. */
    void restore(Collection<Posting> postings, Moment now);
}
