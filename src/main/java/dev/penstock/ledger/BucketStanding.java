package dev.penstock.ledger;

import dev.penstock.call.Counted;

/**
 * What one bucket holds.
 *
 * @param taken what counts now, held and settled together
 * @param held what is not settled yet, whenever it was taken
 * @param open how many are not settled yet
 */
public record BucketStanding(String key, Counted counted, long taken, long held, int open) {}
