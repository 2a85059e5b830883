package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Failure;
import dev.penstock.call.Outcome;
import dev.penstock.call.Refusal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The calls of one event loop that have begun and not ended, so that a shutdown can end them properly. */
final class OpenCalls {
    private final Set<CallScope> calls = new LinkedHashSet<>();

    CallScope begin(CallScope scope) {
        calls.add(scope);
        scope.engine.metrics().callBegan();
        scope.release(() -> calls.remove(scope));
        return scope;
    }

    int size() {
        return calls.size();
    }

    void stopAll() {
        for (CallScope scope : List.copyOf(calls)) {
            if (scope.interrupt != null) {
                scope.interrupt.run();
            } else {
                scope.refuse(
                        Refusal.of(503, Codes.OVERLOADED, "The gateway is shutting down; try again")
                                .retryAfter(Duration.ofSeconds(1))
                                .closing(),
                        Outcome.FAILED,
                        Optional.of(new Failure.Broken("gateway shut down")));
            }
        }
    }
}
