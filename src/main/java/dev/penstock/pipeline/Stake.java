package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.call.Failure;
import dev.penstock.health.Lane;
import dev.penstock.health.Upstream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one try means for the health of its target, its key and its upstream, from its sending to its end. Touched by the
 * call's event loop only; what it reports to is shared.
 */
final class Stake {
    private static final long HURRY_NANOS = Duration.ofSeconds(5).toNanos();

    private final Lane target;
    private final @Nullable Lane key;
    private final Upstream upstream;
    private final boolean isProbe;
    private boolean hasBegun;
    private boolean isOpen;
    private boolean isJudged;
    private boolean hasEntered;
    private boolean isOver;
    private long firstByteNanos;
    private boolean isOverloaded;

    /** @param isProbe whether it has the place of the one call that finds out whether a lane is back */
    Stake(Lanes lanes, boolean isProbe) {
        this.isProbe = isProbe;
        this.target = lanes.target();
        this.key = lanes.key();
        this.upstream = lanes.upstream();
    }

    boolean tryEnter() {
        hasEntered = hasEntered || (!isOver && upstream.tryEnter());
        return hasEntered;
    }

    /** It is on its way. */
    void began(boolean isFirst) {
        hasBegun = true;
        isOpen = true;
        target.began();
        if (key != null) {
            key.began();
        }
        if (isFirst) {
            upstream.call();
        }
    }

    /** Hears how it turned out; an answer stays open until its call ends. */
    void settled(Attempt attempt) {
        if (!isOpen || isJudged) {
            return;
        }
        isJudged = true;
        long lasted = attempt.repliedNanos() - attempt.startedNanos();
        attempt.failure().ifPresentOrElse(failure -> failed(failure, lasted), () -> answered(lasted));
        if (attempt.failure().isPresent()) {
            over();
        }
    }

    private void answered(long lasted) {
        firstByteNanos = lasted;
        target.answered(lasted);
        if (key != null) {
            key.answered(lasted);
        }
    }

    private void failed(Failure failure, long lasted) {
        if (failure instanceof Failure.Cancelled) {
            abandoned();
            return;
        }
        isOverloaded = isOverload(failure, lasted);
        target.failed(failure, lasted);
        if (key != null) {
            key.failed(failure, lasted);
        }
    }

    /** An answer that began well and broke. */
    void broke(Failure failure) {
        if (isOpen) {
            target.failed(failure);
        }
    }

    /** It will not be heard what becomes of it. */
    private void abandoned() {
        target.abandoned();
        if (key != null) {
            key.abandoned();
        }
    }

    /** Nothing of it is open any more. */
    void over() {
        if (isProbe && !hasBegun && !isOver) {
            // It was answered without its provider, or not sent at all: the next call may find out.
            abandoned();
        }
        isOver = true;
        if (isOpen) {
            isOpen = false;
            if (!isJudged) {
                abandoned();
            }
            target.ended();
            if (key != null) {
                key.ended();
            }
        }
        if (hasEntered) {
            hasEntered = false;
            upstream.left(firstByteNanos, isOverloaded);
        }
    }

    /** Neither a caller in a hurry nor a key that asks too often says that the upstream has too much to do. */
    private static boolean isOverload(Failure failure, long lasted) {
        return switch (failure) {
            case Failure.TimedOut late -> lasted >= HURRY_NANOS;
            case Failure.ServerError failed -> failed.status() == 503 || failed.status() == 529;
            default -> false;
        };
    }
}
