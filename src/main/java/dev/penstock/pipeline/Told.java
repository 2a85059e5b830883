package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.attempt.Way.Next;
import dev.penstock.call.Decision.Kind;
import dev.penstock.call.Failure;
import java.time.Duration;

/** Notes why a call went on as it did after an attempt that failed. */
final class Told {
    private Told() {}

    static void of(CallScope scope, Aim aim, Attempt attempt, Next then, Duration after) {
        // A call with one target and one try tells all of this by its row.
        if (then == Next.STOP && attempt.index() == 0) {
            return;
        }
        String why = attempt.failure().map(Failure::label).orElse("answered");
        switch (then) {
            case RETRY -> {
                if (after.toMillis() > 0) {
                    scope.decisions.add(Kind.WAITED, aim.name(), after.toMillis() + " ms before a further try");
                }
                aim.decided(Kind.RETRY, "after " + why);
            }
            case FALL_BACK -> aim.decided(Kind.FALL_BACK, "after " + why);
            case STOP -> aim.decided(Kind.STOPPED, "after " + why + ": nothing else may be tried");
        }
    }
}
