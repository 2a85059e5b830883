package dev.penstock.http;

import dev.penstock.call.ByteBudget;
import java.time.Duration;

/**
 * What the data plane's front allows.
 *
 * @param connections open client connections, over all event loops
 * @param bodyBytes the largest request body
 * @param inFlight bytes of bodies held at once, over all calls
 * @param head the time a client has to send the first request's head
 * @param body the time a client has to send a body, extended while it keeps at least the slowest pace
 * @param keepAlive the time between two requests on one connection
 * @param writeStall the time a client may leave a full buffer unread
 * @param writeBuffer bytes waiting to be written to one client before its upstream is paused
 */
public record Bounds(
        int connections,
        int headerBytes,
        long bodyBytes,
        ByteBudget inFlight,
        Duration head,
        Duration body,
        Duration keepAlive,
        Duration writeStall,
        int writeBuffer) {
    /** A sender slower than this for its whole deadline is closed. */
    static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

    /** However steady the sender: no body takes longer. */
    static final Duration LONGEST_BODY = Duration.ofMinutes(10);
}
