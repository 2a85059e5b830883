package dev.penstock.pipeline;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import dev.penstock.call.Headers;
import dev.penstock.call.Routing;
import dev.penstock.stream.AnswerDecoder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Within what the beginning of an answer is looked at.
 *
 * @param inFlight the budget of bytes held, over all calls
 * @param firstContent how long the first content may take from the sending on; empty where nothing bounds it
 * @param asksForArray whether a JSON body is a stream of elements
 */
record WindowFrame(
        Vertx vertx,
        LongSupplier nanos,
        InstantSource clock,
        ByteBudget inFlight,
        Routing.Window window,
        CallBounds bounds,
        Optional<Duration> firstContent,
        Dialect dialect,
        boolean asksForArray) {
    private static final Routing.Window SHUT = new Routing.Window(0, 0, Duration.ZERO);

    /** @param holds whether the beginning of a good answer is held, too */
    static WindowFrame of(CallScope scope, Step step, boolean holds, Duration firstContent) {
        Engine engine = scope.engine;
        Dialect dialect = step.route().dialect();
        Routing.Window window = Objects.requireNonNull(scope.gateway).routing().window();
        return new WindowFrame(
                engine.vertx(),
                engine.nanos(),
                engine.clock(),
                engine.inFlight(),
                holds ? window : SHUT,
                scope.snapshot.bounds(),
                Optional.of(firstContent),
                dialect,
                dialect == Dialect.GEMINI && step.streams());
    }

    Framing framing(Headers headers) {
        return Framing.of(headers.first("content-type").orElse(""), asksForArray);
    }

    /** The bounds of what a packed body may come to. */
    AnswerDecoder.Bounds unpacked(boolean whole) {
        return new AnswerDecoder.Bounds(
                whole ? bounds.inflated() : Long.MAX_VALUE, bounds.inflatedRatio(), PackedRequest.UNSUSPICIOUS_BYTES);
    }
}
