package dev.penstock.ledger;

import dev.penstock.call.Counted;
import dev.penstock.call.Moment;

/** What is kept under a bucket's key. */
sealed interface Kept permits Cell, Sums {
    Counted counted();

    /** Whether it holds nothing more, and was made unusable, so that it can be forgotten. */
    boolean sweep(Moment now);
}
