package dev.penstock.pipeline;

import dev.penstock.upstream.Answering;
import java.time.Duration;
import java.util.Optional;

/** Holds the beginning of an answer until it is known to be one, so that a failure before that can be replaced unseen. */
final class WindowedCall {
    private WindowedCall() {}

    /** @param firstContent how long the first content may take from now on, where that is bounded */
    static Answering of(CallScope scope, Step step, Answering call, Optional<Duration> firstContent) {
        return call;
    }
}
