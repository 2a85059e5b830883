package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.call.Failure;
import dev.penstock.health.Fitness;
import dev.penstock.health.HealthBook;
import dev.penstock.health.Lane;
import dev.penstock.health.Upstream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one try means for the health of its target, its key and its upstream, from its sending to its end. Touched by the
 * call's event loop only; what it reports to is shared.
 */
final class Stake {
    private final Lane target;
    private final @Nullable Lane key;
    private final Upstream upstream;
    private boolean isOpen;
    private boolean isJudged;
    private boolean hasEntered;
    private boolean isOver;
    private long firstByteNanos;
    private boolean isOverloaded;

    private Stake(Lane target, @Nullable Lane key, Upstream upstream) {
        this.target = target;
        this.key = key;
        this.upstream = upstream;
    }

    /** @param hasChoice whether anything else could be tried: a caller's own key is only looked after where it matters */
    static Stake of(CallScope scope, Step step, boolean hasChoice) {
        HealthBook health = scope.engine.health();
        String account = Objects.requireNonNull(scope.address).scope().account();
        String origin = step.route().origin().toString();
        Lane target = health.target(account, step.provider(), origin, step.model());
        return new Stake(target, key(scope, step, hasChoice), health.upstream(origin));
    }

    private static @Nullable Lane key(CallScope scope, Step step, boolean hasChoice) {
        boolean isKept = step.key() instanceof KeyChoice.Kept;
        if (!isKept && !hasChoice) {
            return null;
        }
        var at = Objects.requireNonNull(scope.address).scope();
        return scope.engine.health().key(at.account(), at.gateway(), step.provider(), CacheUse.credential(step));
    }

    Lane target() {
        return target;
    }

    @Nullable
    Lane key() {
        return key;
    }

    /** The worse of what target and key say. */
    Fitness fitness(long seed) {
        Fitness one = target.fitness(seed);
        Fitness other = key == null ? Fitness.FIT : key.fitness(seed);
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Takes the place of a probe where one is due; false where another has it. */
    boolean beginTrial() {
        if (!target.beginTrial()) {
            return false;
        }
        if (key != null && !key.beginTrial()) {
            target.abandoned();
            return false;
        }
        return true;
    }

    boolean mayRetry() {
        return upstream.mayRetry();
    }

    boolean tryEnter() {
        hasEntered = hasEntered || (!isOver && upstream.tryEnter());
        return hasEntered;
    }

    /** It is on its way. */
    void began(boolean isFirst) {
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
        isOverloaded = isOverload(failure);
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

    private static boolean isOverload(Failure failure) {
        return switch (failure) {
            case Failure.TimedOut late -> true;
            case Failure.Throttled throttled -> true;
            case Failure.ServerError failed -> failed.status() == 503 || failed.status() == 529;
            default -> false;
        };
    }
}
