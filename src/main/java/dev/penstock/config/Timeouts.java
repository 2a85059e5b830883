package dev.penstock.config;

import java.time.Duration;

/**
 * How long each part of a call may take.
 *
 * @param head from the first byte of a request to the end of its head; 10s
 * @param body from the end of the head to the end of the body; 30s, and up to 10 minutes while 64 KB/s arrive
 * @param keepAlive a connection without a request; 75s
 * @param connect DNS, TCP and TLS to a provider; 5s
 * @param firstByte from the request sent to the first byte of the answer; 600s
 * @param idle between two events of an answer; 300s
 * @param writeStall a client that takes no byte; 60s
 * @param total a whole call; 3600s
 */
public record Timeouts(
        Duration head,
        Duration body,
        Duration keepAlive,
        Duration connect,
        Duration firstByte,
        Duration idle,
        Duration writeStall,
        Duration total) {

    /** The slowest sender whose body may take longer than the body's time, in bytes a second. */
    public static final long BODY_BYTES_PER_SECOND = 64 * 1024L;

    /** The longest a body may take, however steadily it comes. */
    public static final Duration LONGEST_BODY = Duration.ofMinutes(10);

    /** These times, with those that hold from the start on taken from the running ones. */
    Timeouts keepingFixed(Timeouts running) {
        return new Timeouts(running.head, body, running.keepAlive, running.connect, firstByte, idle, writeStall, total);
    }
}
