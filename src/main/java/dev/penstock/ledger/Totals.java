package dev.penstock.ledger;

/**
 * What all buckets hold together.
 *
 * @param buckets how many are kept
 * @param heldNano money held and not settled yet, in nano-USD
 * @param open how many takings are not settled yet
 */
public record Totals(int buckets, long heldNano, long open) {}
