package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.Outcome;
import dev.penstock.stream.Relay;
import dev.penstock.stream.RelayEnd;
import dev.penstock.stream.Relays;
import dev.penstock.upstream.Reply;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings bytes we do not read — audio, files, bodies past our bound — to their client as they come. */
final class ByteDelivery {
    private final CallScope scope;
    private final Metered metered;
    private final Reply.Answered answered;
    private final Relays relays;

    ByteDelivery(CallScope scope, Metered metered, Reply.Answered answered, Relays relays) {
        this.scope = scope;
        this.metered = metered;
        this.answered = answered;
        this.relays = relays;
    }

    /** @param sofar bytes that have come already, as they came */
    Future<Delivery.End> run(byte[] sofar) {
        OptionalLong declared = relays.decoder().isPresent() ? OptionalLong.empty() : declared(answered);
        scope.outlet.begin(scope.status, scope.head(), declared.orElse(-1));
        Relay relay = relays.bytes(metered, declared);
        scope.listening(relay::stop);
        scope.interrupt = () -> brokenOff(Outcome.BROKEN, new Failure.Broken("gateway shut down"));
        return relay.run(sofar).map(this::ended);
    }

    static OptionalLong declared(Reply.Answered answered) {
        return answered.headers()
                .first("content-length")
                .map(value -> OptionalLong.of(Long.parseLong(value.strip())))
                .orElse(OptionalLong.empty());
    }

    private Delivery.End ended(RelayEnd end) {
        return switch (end) {
            case RelayEnd.Whole whole -> {
                scope.end(Outcome.WHOLE, Optional.empty());
                scope.outlet.end();
                yield Delivery.End.WHOLE;
            }
            case RelayEnd.Broken(Failure failure) -> brokenOff(Outcome.BROKEN, failure);
            case RelayEnd.ClientStalled stalled -> abandoned(new Failure.Broken("client left its answer unread"));
        };
    }

    private Delivery.End brokenOff(Outcome outcome, Failure failure) {
        scope.end(outcome, Optional.of(failure));
        scope.outlet.breakOff();
        return new Delivery.End(outcome, Optional.of(failure));
    }

    private Delivery.End abandoned(Failure failure) {
        scope.end(Outcome.CLIENT_CLOSED, Optional.of(failure));
        scope.outlet.abandon();
        return new Delivery.End(Outcome.CLIENT_CLOSED, Optional.of(failure));
    }
}
