package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.attempt.Target;
import dev.penstock.attempt.Way;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Decision.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way of a universal call that has dynamic routes among its steps: each goes its own, then the next one has the call. */
final class WaysInTurn implements Way {
    private final CallScope scope;
    private final Deque<Part> rest;
    private @Nullable CallRefused refused;
    private Begun now;

    /** A part of the call, whose way is found when its turn comes. */
    interface Part {
        /** What is passed over with it, for the trace. */
        String name();

        /** Empty where none of it is well; fails with CallRefused where it cannot be asked. */
        Optional<Begun> begin();
    }

    record Begun(Way way, Target first) {}

    /** Fails with CallRefused where none of the parts can be asked. */
    WaysInTurn(CallScope scope, List<Part> parts) {
        this.scope = scope;
        this.rest = new ArrayDeque<>(parts);
        this.now = next().orElseThrow(() -> Objects.requireNonNull(refused));
    }

    @Override
    public Target first() {
        return now.first();
    }

    @Override
    public boolean mayFallBack() {
        return now.way.mayFallBack() || !rest.isEmpty();
    }

    @Override
    public Optional<Target> fallBack() {
        return now.way.fallBack().or(() -> {
            Optional<Begun> next = next();
            next.ifPresent(begun -> now = begun);
            return next.map(Begun::first);
        });
    }

    @Override
    public Optional<Target> goOn() {
        return now.way.goOn();
    }

    @Override
    public Optional<Target> hedge() {
        return now.way.hedge();
    }

    @Override
    public void told(Attempt attempt, Next then, Duration after) {
        now.way.told(attempt, then, after);
    }

    private Optional<Begun> next() {
        while (!rest.isEmpty()) {
            Part part = rest.removeFirst();
            scope.quotas.leave();
            try {
                Optional<Begun> begun = part.begin();
                if (begun.isPresent()) {
                    return begun;
                }
            } catch (CallRefused why) {
                refused = why;
                scope.decisions.add(Kind.SKIPPED, part.name(), why.refusal().message());
            }
        }
        return Optional.empty();
    }
}
