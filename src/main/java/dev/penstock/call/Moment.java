package dev.penstock.call;

import java.time.Instant;

/**
 * A time read once for a decision.
 *
 * @param steadyNanos nanoseconds since the epoch by a clock that never jumps and never goes back; windows are measured by it
 * @param wall what the clock on the wall says; periods of the calendar begin by it
 */
public record Moment(long steadyNanos, Instant wall) {}
