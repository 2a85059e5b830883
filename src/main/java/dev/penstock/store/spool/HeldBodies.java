package dev.penstock.store.spool;

import dev.penstock.record.CallRow;

/**
 * The bodies of the row at an offset of a segment.
 *
 * @param bytes what they take of the memory for bodies
 */
record HeldBodies(long offset, CallRow.Bodies bodies, long bytes) {
    static long size(CallRow.Bodies bodies) {
        return (long) bodies.request().length + bodies.response().length;
    }
}
