package dev.penstock.pipeline;

import dev.penstock.attempt.Walk;
import dev.penstock.upstream.UpstreamCall;
import java.time.Duration;

/** A step as the walk sees it. */
record StepTarget(Engine engine, CallBounds bounds, Step step) implements Walk.Target {
    @Override
    public UpstreamCall send() {
        return switch (step.key()) {
            case KeyChoice.Brought brought -> engine.upstream().send(step.outgoing());
            case KeyChoice.Nothing nothing -> engine.upstream().send(step.outgoing());
            case KeyChoice.Kept kept -> engine.upstream().send(Authorising.of(engine, step, kept));
        };
    }

    @Override
    public Duration firstByte() {
        Duration bound = bounds.firstByte();
        return step.options()
                .requestTimeout()
                .filter(own -> own.compareTo(bound) < 0)
                .orElse(bound);
    }
}
