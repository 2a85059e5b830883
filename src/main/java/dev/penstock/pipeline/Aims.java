package dev.penstock.pipeline;

import dev.penstock.attempt.RetryRules;
import dev.penstock.call.GatewaySettings.Retries;
import dev.penstock.call.GatewaySettings.Retries.Backoff;
import dev.penstock.call.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes targets of steps. */
final class Aims {
    private Aims() {}

    /** One step of the call's, with whatever equals it has. */
    static Aim of(CallScope scope, int place, boolean hasOthers) {
        Step step = scope.steps.get(place);
        return new Aim(scope, List.of(place), rules(scope, step), Optional.empty(), Optional.empty(), hasOthers);
    }

    /** The step's own word, its request's, its gateway's. */
    static RetryRules rules(CallScope scope, Step step) {
        Retries gateway = scope.gateway == null ? Retries.UNSET : scope.gateway.retries();
        int attempts = step.options().maxAttempts().orElse(gateway.maxAttempts().orElse(1));
        return rules(scope, step, attempts);
    }

    static RetryRules rules(CallScope scope, Step step, int attempts) {
        Retries gateway = scope.gateway == null ? Retries.UNSET : scope.gateway.retries();
        Routing routing = scope.gateway == null ? Routing.DEFAULT : scope.gateway.routing();
        CallOptions options = step.options();
        return new RetryRules(
                attempts,
                options.retryDelay().or(gateway::delay).orElse(Duration.ofMillis(500)),
                options.backoff().or(gateway::backoff).orElse(Backoff.EXPONENTIAL),
                routing.replaysUnclear() || isSafe(step.outgoing().method()),
                routing.retryAfter());
    }

    /** Asking again changes nothing (RFC 9110, 9.2.1). */
    private static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }
}
