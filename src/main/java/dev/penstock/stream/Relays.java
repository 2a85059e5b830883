package dev.penstock.stream;

import dev.penstock.call.Failure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Makes the relays of one call. */
public record Relays(
        Vertx vertx,
        LongSupplier nanos,
        ReadStream<Buffer> source,
        Sink sink,
        Patience patience,
        Function<Throwable, Failure> broken,
        Optional<AnswerDecoder> decoder) {

    /** A stream of events. */
    public Relay events(EventCutter cutter, Passage passage) {
        return relay(new EventShape(cutter, passage));
    }

    /** Bytes that pass unread. */
    public Relay bytes(Passage passage, OptionalLong declared) {
        return relay(new ByteShape(passage, declared));
    }

    private Relay relay(Relay.Shape shape) {
        Relay.Shape whole =
                decoder.<Relay.Shape>map(d -> new DecodedShape(d, shape)).orElse(shape);
        return new Relay(vertx, nanos, source, sink, whole, patience, broken);
    }
}
