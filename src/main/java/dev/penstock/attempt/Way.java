package dev.penstock.attempt;

import java.time.Duration;
import java.util.Optional;

/** The targets of a call in the order they are tried: what comes next may depend on what became of the last. */
public interface Way {
    Target first();

    /** Whether another target may follow, should the latest one fail. */
    boolean mayFallBack();

    /** The target behind the latest, which failed. */
    Optional<Target> fallBack();

    /** A target that is asked all the same, though the latest has answered; its answer then is the call's, if it is one. */
    Optional<Target> goOn();

    /** The target that is asked beside the latest, which is slow. */
    Optional<Target> hedge();

    /** Hears why it goes on as it does; for the trace. */
    void told(Attempt attempt, Next next, Duration after);

    /** What is done. */
    enum Next {
        RETRY,
        FALL_BACK,
        STOP
    }
}
