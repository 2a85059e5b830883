package dev.penstock.pipeline;

import dev.penstock.stream.Patience;
import java.time.Duration;

/**
 * The bounds of one call, in time and in bytes.
 *
 * @param firstByte the time to the head of an answer
 * @param event one event of a stream
 * @param heldAnswer an answer that is held until it is whole
 * @param keptAnswer one that several may read, or that is kept to be given again
 * @param logBody one body in the log
 * @param inflated a packed body, unpacked
 * @param inflatedRatio how many times its size it may unpack to
 * @param resumable how long a stream can be taken up again
 */
public record CallBounds(
        Patience patience,
        Duration firstByte,
        int event,
        int heldAnswer,
        long keptAnswer,
        int logBody,
        long inflated,
        long inflatedRatio,
        Duration resumable) {}
