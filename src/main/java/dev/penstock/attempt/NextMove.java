package dev.penstock.attempt;

import dev.penstock.call.Failure;
import dev.penstock.call.Failure.TimedOut.Waiting;
import java.time.Duration;
import java.util.Optional;

/** What follows an attempt that failed. */
sealed interface NextMove {
    /** The same target once more, at another key or address where it has one. */
    record Retry(Duration after) implements NextMove {}

    /** The next target. */
    record FallBack() implements NextMove {}

    /** Nothing is left that could help. */
    record GiveUp() implements NextMove {}

    static NextMove after(Failure failure, Phase phase, Room room) {
        return switch (again(failure, phase, room.rules())) {
            case NOWHERE -> new GiveUp();
            case NEXT_TARGET -> elseGiveUp(room);
            case ELSEWHERE -> room.elsewhere() ? new Retry(Duration.ZERO) : elseGiveUp(room);
            case SAME -> same(failure, room);
        };
    }

    /** Where a failure leaves hope. */
    enum Again {
        /** The same may do next time. */
        SAME,
        /** This key or address will not; another of the same target may. */
        ELSEWHERE,
        /** This target will not. */
        NEXT_TARGET,
        /** Nobody waits any more. */
        NOWHERE
    }

    private static Again again(Failure failure, Phase phase, RetryRules rules) {
        return switch (failure) {
            case Failure.Unreachable unreachable -> Again.SAME;
            case Failure.TimedOut late ->
                late.waiting() == Waiting.CONNECT || late.waiting() == Waiting.FIRST_BYTE
                        ? Again.SAME
                        : Again.NEXT_TARGET;
            case Failure.Throttled throttled -> Again.SAME;
            case Failure.ServerError failed -> Again.SAME;
            case Failure.InBand said -> Again.SAME;
            case Failure.Broken broken ->
                phase == Phase.SENT && !rules.replaysUnclear() ? Again.NEXT_TARGET : Again.SAME;
            case Failure.QuotaExhausted exhausted -> Again.ELSEWHERE;
            case Failure.CredentialRejected rejected -> Again.ELSEWHERE;
            case Failure.NotAuthorised refused -> Again.ELSEWHERE;
            case Failure.Rejected rejected -> Again.NEXT_TARGET;
            case Failure.NotAllowed guarded -> Again.NEXT_TARGET;
            case Failure.Unusable unusable -> Again.NEXT_TARGET;
            case Failure.OverLimit refused -> Again.NEXT_TARGET;
            case Failure.Cancelled cancelled -> Again.NOWHERE;
        };
    }

    private static NextMove same(Failure failure, Room room) {
        // A throttle is the key's: its upstream is none the weaker for it, and another key may be asked as freely as
        // another target.
        if (room.elsewhere() && (room.budgeted() || failure instanceof Failure.Throttled)) {
            return new Retry(Duration.ZERO);
        }
        if (!room.budgeted()) {
            return elseGiveUp(room);
        }
        // A throttle that names no time is no more than a wish to wait: the call's own wait is one.
        boolean isWelcome = room.well() || asked(failure).isPresent() || failure instanceof Failure.Throttled;
        boolean isWorthWhile = isWelcome && room.tries() < room.rules().attempts();
        if (!isWorthWhile) {
            return elseGiveUp(room);
        }
        Duration wait = asked(failure).orElseGet(() -> room.rules().wait(room.tries(), room.draw()));
        boolean isTooLong =
                asked(failure).isPresent() && wait.compareTo(room.rules().longestAsked()) > 0;
        return isTooLong || wait.compareTo(room.patience()) >= 0 ? elseGiveUp(room) : new Retry(wait);
    }

    /** When the upstream wants to be asked again. */
    private static Optional<Duration> asked(Failure failure) {
        return switch (failure) {
            case Failure.Throttled throttled -> throttled.after();
            case Failure.ServerError failed -> failed.after();
            default -> Optional.empty();
        };
    }

    private static NextMove elseGiveUp(Room room) {
        return room.fallback() ? new FallBack() : new GiveUp();
    }
}
