package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.Framing;
import dev.penstock.call.Outcome;
import dev.penstock.dialect.ErrorEvents;
import dev.penstock.dialect.UsageStrip;
import dev.penstock.stream.Cut;
import dev.penstock.stream.EventCutter;
import dev.penstock.stream.EventEdit;
import dev.penstock.stream.Relay;
import dev.penstock.stream.RelayEnd;
import dev.penstock.stream.Relays;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Brings a stream to its client. Whole events leave as they arrive; a stream that breaks ends in one error event of the
 * client's own dialect and a connection that is visibly not ended.
 */
final class StreamDelivery {
    private static final byte[] NOTHING = new byte[0];

    private final CallScope scope;
    private final Step step;
    private final Metered metered;
    private final Relays relays;
    private final Framing framing;

    StreamDelivery(CallScope scope, Step step, Metered metered, Relays relays, Framing framing) {
        this.scope = scope;
        this.step = step;
        this.metered = metered;
        this.relays = relays;
        this.framing = framing;
    }

    Future<Delivery.End> run() {
        scope.streaming = true;
        scope.engine.metrics().streamBegan();
        scope.release(scope.engine.metrics()::streamEnded);
        scope.outlet.begin(scope.status, scope.head(), -1);
        Relay relay = relays.events(cutter(), metered);
        scope.listening(relay::stop);
        scope.interrupt = () -> broken(new Failure.Broken("gateway shut down"));
        return relay.run().map(this::ended);
    }

    private EventCutter cutter() {
        int most = scope.snapshot.bounds().event();
        if (step.stripsUsage() && framing == Framing.SSE) {
            return EventCutter.editing(most, strip());
        }
        return EventCutter.of(framing, most).orElseThrow();
    }

    private static EventEdit strip() {
        return (bytes, from, length) -> switch (UsageStrip.of(bytes, from, length)) {
            case UsageStrip.Verdict.Keep keep -> Optional.empty();
            case UsageStrip.Verdict.Drop drop -> Optional.of(NOTHING);
            case UsageStrip.Verdict.Replaced replaced -> Optional.of(replaced.bytes());
        };
    }

    private Delivery.End ended(RelayEnd end) {
        return switch (end) {
            case RelayEnd.Whole whole -> whole();
            case RelayEnd.Broken(Failure failure) -> broken(failure);
            case RelayEnd.ClientStalled stalled -> {
                scope.outlet.abandon();
                yield new Delivery.End(
                        Outcome.CLIENT_CLOSED, Optional.of(new Failure.Broken("client left its stream unread")));
            }
        };
    }

    private Delivery.End whole() {
        if (!metered.hasEnded()) {
            // Not every dialect has a last event: of such a stream a clean end says that it was all.
            metered.cameWhole();
            metered.ending();
        }
        scope.end(Outcome.WHOLE, Optional.empty());
        scope.outlet.end();
        return Delivery.End.WHOLE;
    }

    private Delivery.End broken(Failure failure) {
        // Behind its terminal event a stream has no place for an error: its client has the answer, and takes its end.
        byte[] error = metered.hasEnded() ? NOTHING : error(failure);
        scope.end(Outcome.BROKEN, Optional.of(failure));
        if (error.length > 0) {
            scope.outlet.sink().write(Cut.of(error));
        }
        scope.outlet.breakOff();
        return new Delivery.End(Outcome.BROKEN, Optional.of(failure));
    }

    private byte[] error(Failure failure) {
        String message = "Upstream stream broke off: " + failure.detail();
        return ErrorEvents.of(step.route().dialect(), framing, message, failure.label(), metered.events());
    }
}
