package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.Framing;
import dev.penstock.call.Outcome;
import dev.penstock.stream.AnswerDecoder;
import dev.penstock.stream.Bytes;
import dev.penstock.stream.EventCutter;
import dev.penstock.stream.Held;
import dev.penstock.stream.Hold;
import dev.penstock.stream.Relays;
import dev.penstock.upstream.Reply;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Brings a body to its client once it is whole: one that breaks off becomes an error, never half an answer. */
final class HeldDelivery {
    private final CallScope scope;
    private final Metered metered;
    private final Reply.Answered answered;
    private final Relays relays;

    HeldDelivery(CallScope scope, Metered metered, Reply.Answered answered, Relays relays) {
        this.scope = scope;
        this.metered = metered;
        this.answered = answered;
        this.relays = relays;
    }

    Future<Delivery.End> run() {
        Engine engine = scope.engine;
        Hold hold = new Hold(
                engine.vertx(),
                engine.nanos(),
                relays.source(),
                engine.inFlight(),
                scope.snapshot.bounds().heldAnswer(),
                scope.snapshot.bounds().patience(),
                relays.broken());
        scope.listening(hold::release);
        return hold.run().compose(this::held);
    }

    private Future<Delivery.End> held(Held held) {
        return switch (held) {
            case Held.Broken(Failure failure) -> refused(failure);
            case Held.Overflow(byte[] sofar) -> new ByteDelivery(scope, metered, answered, relays).run(sofar);
            case Held.Whole(byte[] bytes) -> whole(bytes);
        };
    }

    private Future<Delivery.End> whole(byte[] bytes) {
        if (!answered.framed() && !looksWhole(bytes)) {
            return refused(new Failure.Broken("connection closed inside a body of undeclared length"));
        }
        if (relays.decoder().isEmpty()) {
            return deliver(bytes);
        }
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream(bytes.length * 4);
        try (AnswerDecoder decoder = relays.decoder().get()) {
            Optional<Failure> failed =
                    decoder.feed(bytes, 0, bytes.length, unpacked::writeBytes).or(decoder::end);
            return failed.map(this::refused).orElseGet(() -> deliver(unpacked.toByteArray()));
        }
    }

    private Future<Delivery.End> deliver(byte[] bytes) {
        metered.whole(bytes);
        // The row first, then the bytes: a call whose answer arrived is on record, whatever happens next.
        scope.onRecord.put(Outcome.WHOLE, Optional.empty());
        // All of it is on its way: a shutdown has nothing to add, and closes the connection when its time is over.
        scope.interrupt = () -> {};
        boolean bodyless = scope.client.method().equals("HEAD") || scope.status == 204 || scope.status == 304;
        scope.outlet.begin(scope.status, scope.head(), bodyless ? declared() : bytes.length);
        Future<Void> ended =
                bytes.length > 0 ? scope.outlet.end(Bytes.buffer(bytes, 0, bytes.length)) : scope.outlet.end();
        return ended.transform(written -> Future.succeededFuture(Delivery.End.WHOLE));
    }

    private long declared() {
        return scope.status == 204 ? -1 : ByteDelivery.declared(answered).orElse(0);
    }

    private Future<Delivery.End> refused(Failure failure) {
        return ProviderFailed.tell(scope, failure);
    }

    /** Where only the closing of the connection ends a body, its own brackets must. */
    static boolean looksWhole(byte[] bytes) {
        boolean json = bytes.length > 0 && (bytes[0] == '{' || bytes[0] == '[');
        if (!json) {
            return true;
        }
        EventCutter brackets = EventCutter.of(Framing.JSON_ARRAY, bytes.length).orElseThrow();
        brackets.feed(bytes, 0, bytes.length, (type, data, from, length) -> {});
        return brackets.whole();
    }
}
