package dev.penstock.testkit;

import java.time.Duration;

/** One thing a bad network does to one direction of a connection. */
public sealed interface Toxic {
    /** Everything comes this much later, give or take the jitter. */
    record Latency(Duration delay, Duration jitter) implements Toxic {}

    /** So many bytes pass in a second. */
    record Bandwidth(long bytesPerSecond) implements Toxic {}

    /** Bytes come in slices of at most this size with a pause after each. */
    record Slicer(int size, Duration pause) implements Toxic {}

    /** Nothing passes and nobody is told, until the toxic is taken away. */
    record Silence() implements Toxic {}

    /** After so many bytes of this direction, both sides are reset. */
    record ResetPeer(long afterBytes) implements Toxic {}

    /** After so many bytes of this direction, both sides are closed in order. */
    record LimitData(long bytes) implements Toxic {}

    /** The end of the stream is passed on this much later. */
    record SlowClose(Duration delay) implements Toxic {}

    /** One side's going, orderly or not, is never passed on to the other. */
    record HalfOpen() implements Toxic {}
}
