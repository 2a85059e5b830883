package dev.penstock.stream;

import java.time.Duration;

/**
 * How long a relay waits.
 *
 * @param idle for the next bytes of the upstream
 * @param writeStall for a client to read from a full buffer
 * @param total for the whole answer
 */
public record Patience(Duration idle, Duration writeStall, Duration total) {}
