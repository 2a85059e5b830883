package dev.penstock.ledger;

import dev.penstock.call.Claim;
import dev.penstock.call.Posting;

/** Something taken of one bucket. Belongs to the attempt that took it; settled once. */
public interface Held {
    Claim claim();

    /** The ledger's entry as it stands: the amount taken, or the one it was settled with. */
    Posting posting();
}
