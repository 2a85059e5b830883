package dev.penstock.store.spool;

/** What comes out of the spool. */
public sealed interface Spooled permits SpooledRow, SpooledReservation {
    /** As it stood in its segment. */
    byte[] encoded();
}
