package dev.penstock.pipeline;

import dev.penstock.attempt.RetryRules;
import dev.penstock.call.GatewaySettings.Retries;
import dev.penstock.call.GatewaySettings.Retries.Backoff;
import dev.penstock.call.Routing;
import dev.penstock.call.Routing.Strategy;
import dev.penstock.health.Rival;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes targets of steps. */
final class Aims {
    /** Where nobody says how long: as vendors' own clients begin. */
    private static final Duration USUAL_DELAY = Duration.ofMillis(500);

    private Aims() {}

    /** One step of the call's, with all keys and addresses that would do as well. */
    static Aim of(CallScope scope, int place, boolean hasOthers) {
        Step step = scope.steps.get(place);
        CallOptions options = step.options();
        RetryRules rules = rules(scope, options, step.outgoing().method(), attempts(scope, options));
        List<Equal> equals = equals(scope, step, 1, place, hasOthers || rules.attempts() > 1);
        Routing routing = routing(scope);
        return new Aim(
                scope,
                ordered(scope, equals, routing.strategy(), affinity(scope, routing), List.of()),
                new Aim.Terms(rules, Optional.empty(), Optional.empty(), null));
    }

    /** All that would do as well as a step. */
    static List<Equal> equals(CallScope scope, Step step, int weight, int place, boolean hasChoice) {
        List<Candidate> candidates = Candidates.of(scope, Objects.requireNonNull(scope.address), step);
        boolean chooses = hasChoice || candidates.size() > 1;
        List<Equal> equals = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            equals.add(Equal.of(scope, candidate, step, weight, equals.isEmpty() ? place : -1, chooses));
        }
        return equals;
    }

    /** @param prices what the call would cost at each; empty where nobody asks */
    static List<Equal> ordered(
            CallScope scope,
            List<Equal> equals,
            Strategy strategy,
            OptionalLong affinity,
            List<@Nullable Long> prices) {
        if (equals.size() < 2) {
            return equals;
        }
        List<Rival> rivals = new ArrayList<>(equals.size());
        for (int i = 0; i < equals.size(); i++) {
            rivals.add(equals.get(i).rival(prices.isEmpty() ? null : prices.get(i)));
        }
        boolean minds = routing(scope).health();
        return scope.engine.health().balancer().order(strategy, rivals, scope.seed(), affinity, minds).stream()
                .map(equals::get)
                .toList();
    }

    /** The step's own word, its request's, its gateway's. */
    static int attempts(CallScope scope, CallOptions options) {
        Retries gateway = scope.gateway == null ? Retries.UNSET : scope.gateway.retries();
        return options.maxAttempts().orElse(gateway.maxAttempts().orElse(1));
    }

    static RetryRules rules(CallScope scope, CallOptions options, String method, int attempts) {
        Retries gateway = scope.gateway == null ? Retries.UNSET : scope.gateway.retries();
        Routing routing = routing(scope);
        return new RetryRules(
                attempts,
                options.retryDelay().or(gateway::delay).orElse(USUAL_DELAY),
                options.backoff().or(gateway::backoff).orElse(Backoff.EXPONENTIAL),
                routing.replaysUnclear() || isSafe(method),
                routing.retryAfter());
    }

    static Routing routing(CallScope scope) {
        return scope.gateway == null ? Routing.DEFAULT : scope.gateway.routing();
    }

    /** What calls say that belong together, as a number. */
    private static OptionalLong affinity(CallScope scope, Routing routing) {
        Optional<String> said = routing.affinityHeader().flatMap(scope.client.headers()::first);
        return said.isPresent() ? OptionalLong.of(number(said.get())) : OptionalLong.empty();
    }

    private static long number(String text) {
        long number = 1;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            number = Chance.mixed(number ^ one);
        }
        return number;
    }

    /** Asking again changes nothing (RFC 9110, 9.2.1). */
    private static boolean isSafe(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }
}
