package dev.penstock.health;

import dev.penstock.call.Failure;
import dev.penstock.health.LaneState.Kind;
import java.time.Duration;
import java.util.Optional;

/** What a failure says about a lane. */
sealed interface Verdict {
    Verdict NOTHING = new Nothing();
    Verdict ALIVE = new Alive();
    Verdict FAILED = new Failed(0);

    /** It is nobody's fault here. */
    record Nothing() implements Verdict {}

    /** It shows that the lane itself works. */
    record Alive() implements Verdict {}

    /** One failure more; where the upstream asks for a time, it is left alone at once. */
    record Failed(long asked) implements Verdict {}

    /** Left alone at once. */
    record Cooled(Cause cause, long asked) implements Verdict {}

    /** @param longest the longest time an upstream may ask for */
    static Verdict of(Kind kind, Failure failure, Duration longest) {
        return switch (kind) {
            case TARGET -> ofTarget(failure, longest);
            case KEY -> ofKey(failure, longest);
        };
    }

    private static Verdict ofTarget(Failure failure, Duration longest) {
        return switch (failure) {
            case Failure.Unreachable ignored -> FAILED;
            case Failure.TimedOut ignored -> FAILED;
            case Failure.Broken ignored -> FAILED;
            case Failure.InBand ignored -> FAILED;
            case Failure.Unusable ignored -> FAILED;
            case Failure.ServerError error -> new Failed(nanos(error.after(), longest));
            case Failure.Throttled ignored -> ALIVE;
            case Failure.QuotaExhausted ignored -> ALIVE;
            case Failure.CredentialRejected ignored -> ALIVE;
            case Failure.Rejected ignored -> ALIVE;
            case Failure.NotAllowed ignored -> NOTHING;
            case Failure.NotAuthorised ignored -> NOTHING;
            case Failure.OverLimit ignored -> NOTHING;
            case Failure.Cancelled ignored -> NOTHING;
        };
    }

    private static Verdict ofKey(Failure failure, Duration longest) {
        return switch (failure) {
            case Failure.Throttled throttled -> new Cooled(Cause.THROTTLED, nanos(throttled.after(), longest));
            case Failure.QuotaExhausted ignored -> new Cooled(Cause.EXHAUSTED, 0);
            // 403 mostly is about one model, which other calls with the key do not ask for.
            case Failure.CredentialRejected rejected ->
                rejected.status() == 403 ? NOTHING : new Cooled(Cause.REJECTED, 0);
            case Failure.Rejected ignored -> ALIVE;
            case Failure.Unreachable ignored -> NOTHING;
            case Failure.TimedOut ignored -> NOTHING;
            case Failure.Broken ignored -> NOTHING;
            case Failure.InBand ignored -> NOTHING;
            case Failure.Unusable ignored -> NOTHING;
            case Failure.ServerError ignored -> NOTHING;
            case Failure.NotAllowed ignored -> NOTHING;
            case Failure.NotAuthorised ignored -> NOTHING;
            case Failure.OverLimit ignored -> NOTHING;
            case Failure.Cancelled ignored -> NOTHING;
        };
    }

    private static long nanos(Optional<Duration> asked, Duration longest) {
        return asked.map(time -> time.compareTo(longest) > 0 ? longest : time)
                .filter(Duration::isPositive)
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
