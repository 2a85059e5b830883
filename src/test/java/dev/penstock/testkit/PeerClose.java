package dev.penstock.testkit;

/**
 * How and when a connection ended, seen from the fake's side.
 *
 * @param nanos System.nanoTime() when it was seen
 */
public record PeerClose(How how, long nanos) {
    /** Who ended it and by what. */
    public enum How {
        /** The peer finished its sending side in order. */
        FIN,
        /** The peer reset the connection. */
        RST,
        /** We ended it ourselves, by script or on closing the fake. */
        OURSELVES
    }
}
