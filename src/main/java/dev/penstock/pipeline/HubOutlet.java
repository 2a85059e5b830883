package dev.penstock.pipeline;

import dev.penstock.call.Caching;
import dev.penstock.call.Failure;
import dev.penstock.call.Framing;
import dev.penstock.call.Headers;
import dev.penstock.call.Outcome;
import dev.penstock.stream.Bytes;
import dev.penstock.stream.Cut;
import dev.penstock.stream.Hub;
import dev.penstock.stream.HubReader;
import dev.penstock.stream.Sink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer of a call goes that others may read too: into a hub, which its own client reads like everybody. Lives
 * until the answer has ended, also where its client has left.
 */
final class HubOutlet implements Outlet, Sink {
    private final CallScope scope;
    private final Flight flight;
    private Framing framing = Framing.WHOLE;
    private final Context context;
    private final Promise<Void> served = Promise.promise();
    private @Nullable HubReader own;
    private boolean isOwnDone;
    private long unread;

    HubOutlet(CallScope scope, Flight flight) {
        this.scope = scope;
        this.flight = flight;
        this.context = scope.engine.vertx().getOrCreateContext();
        flight.hub.whenDeserted(() -> context.runOnContext(v -> deserted()));
    }

    /** The answer comes in this form. */
    HubOutlet as(Framing form) {
        framing = form;
        return this;
    }

    Flight flight() {
        return flight;
    }

    /** What is written next completes what clients need. */
    void lastIsNext() {
        flight.hub.lastIsNext();
    }

    /** The call has ended; where no ending of its answer follows, those who read it hear that. */
    void callEnded(Outcome outcome, Optional<Failure> why) {
        boolean follows = flight.hub.isOpen() && (outcome == Outcome.WHOLE || outcome == Outcome.BROKEN);
        if (!follows) {
            flight.fail(why);
        }
    }

    @Override
    public void begin(int status, Headers head, long length) {
        flight.hub.open(new Hub.Opened(status, head.first("content-type").orElse(""), framing, length));
        if (!scope.clientGone) {
            HubReader reader = scope.reader(flight.hub, false);
            own = reader;
            scope.client.begin(status, head, length);
            reader.listen(opened -> reader.deliver(scope.client.out(), new OwnTaker()));
        }
    }

    @Override
    public Sink sink() {
        return this;
    }

    @Override
    public void write(Cut cut) {
        flight.hub.write(cut);
        if (flight.hub.seats() == 0) {
            unread += cut.length();
            deserted();
        }
    }

    @Override
    public boolean isFull() {
        return flight.hub.isFull();
    }

    @Override
    public void whenDrained(Runnable drained) {
        flight.hub.whenDrained(() -> context.runOnContext(v -> drained.run()));
    }

    @Override
    public Future<Void> end() {
        Keeping.keep(scope, flight);
        flight.land();
        flight.hub.end(new Hub.End.Whole());
        flight.hub.release();
        if (own == null) {
            served.tryComplete();
        }
        return served.future();
    }

    @Override
    public Future<Void> end(Buffer body) {
        write(Cut.of(Bytes.array(body)));
        return end();
    }

    @Override
    public void breakOff() {
        flight.land();
        flight.hub.end(new Hub.End.Failed(new Failure.Broken("the stream it read broke off"), Hub.Again.NEVER));
        flight.hub.release();
    }

    @Override
    public void abandon() {
        breakOff();
    }

    /** Its own client has left. The others read on. */
    void clientLeft() {
        if (own == null) {
            flight.hub.leave();
        } else {
            own.stop();
        }
        served.tryComplete();
    }

    /** Whether its client had all there was. */
    boolean isOwnDone() {
        return isOwnDone;
    }

    /** Nobody reads: either it is fetched to be kept, up to a bound, or it ends here. */
    private void deserted() {
        if (scope.ended() || flight.isOver() || isFetchedOn()) {
            return;
        }
        if (flight.hub.closeIfDeserted()) {
            scope.deserted();
        }
    }

    private boolean isFetchedOn() {
        Caching caching = Objects.requireNonNull(scope.gateway).caching();
        // Before the head nobody knows.
        boolean mayBeKept = scope.status == 0 ? scope.kept().isPresent() : Keeping.mayKeep(scope);
        return mayBeKept
                && caching.abandoned() == Caching.Abandoned.DRAIN
                && unread <= caching.drainBytes()
                && flight.hub.isComplete();
    }

    /** The call's own client: its row is written by the call itself. */
    private final class OwnTaker implements HubReader.Taker {
        @Override
        public Cut passing(byte[] bytes, int from, int length) {
            return scope.resume.numbered(bytes, from, length);
        }

        @Override
        public Cut rest() {
            return scope.resume.rest();
        }

        @Override
        public void ending() {}

        @Override
        public void ended(Hub.End end) {
            isOwnDone = true;
            switch (end) {
                case Hub.End.Whole whole -> scope.client.end().onComplete(served);
                case Hub.End.Failed failed -> {
                    scope.client.breakOff();
                    served.tryComplete();
                }
            }
        }

        @Override
        public void stalled() {
            scope.client.abandon();
            scope.left();
        }
    }
}
