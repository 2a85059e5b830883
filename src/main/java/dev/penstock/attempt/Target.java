package dev.penstock.attempt;

import dev.penstock.upstream.Answering;
import java.time.Duration;
import java.util.Optional;

/** One place to try: one request that may be sent with any of several keys, or to any of several addresses. */
public interface Target {
    RetryRules rules();

    /**
     * Sends it, at the best key and address that is left.
     *
     * @param attempt its number over the call
     * @param mayFollow whether it may be tried again, or another target after it
     */
    Sent send(int attempt, boolean mayFollow);

    /** How that turned out, before anything else is tried. */
    void settled(Attempt attempt);

    /** Whether there is another key or address, not tried yet, and well. */
    boolean hasElsewhere();

    /** Whether what was tried last may be asked again. */
    boolean isWell();

    /** Takes a further try off the upstream's budget; false where nothing is left of it. */
    boolean takesRetry();

    /**
     * What was sent.
     *
     * @param step its place among the call's steps
     * @param firstByte how long to wait for the answer to begin
     * @param hedge how long to wait before another one is asked beside it; empty for never
     */
    record Sent(int step, Answering call, Duration firstByte, Optional<Duration> hedge) {}
}
