package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.Outcome;
import dev.penstock.stream.Cut;
import dev.penstock.stream.Hub;
import dev.penstock.stream.HubReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/** Brings an answer to a client that did not ask its provider for it: one that was kept, or that another call brings. */
final class SharedDelivery implements HubReader.Taker {
    private final CallScope scope;
    private final HubReader reader;
    private final Hub.Opened head;
    private final Metered metered;
    private final Promise<Delivery.End> end = Promise.promise();

    SharedDelivery(CallScope scope, HubReader reader, Hub.Opened head, CallOptions options) {
        this.scope = scope;
        this.reader = reader;
        this.head = head;
        this.metered = Delivery.unread(scope, options);
    }

    Future<Delivery.End> run() {
        scope.status = head.status();
        scope.metered = metered;
        scope.resume.offer(reader.hub(), head.framing(), head.status());
        scope.back = AnswerHead.fresh(scope, head.contentType());
        scope.listening(reader::stop);
        scope.interrupt = () -> brokenOff(new Failure.Broken("gateway shut down"));
        if (head.framing().isStream()) {
            scope.streaming = true;
            scope.engine.metrics().streamBegan();
            scope.release(scope.engine.metrics()::streamEnded);
        }
        scope.client.begin(head.status(), scope.head(), head.length());
        reader.deliver(scope.client.out(), this);
        return end.future();
    }

    @Override
    public Cut passing(byte[] bytes, int from, int length) {
        Cut cut = scope.resume.numbered(bytes, from, length);
        metered.passing(cut.bytes(), cut.from(), cut.length());
        return cut;
    }

    @Override
    public Cut rest() {
        Cut cut = scope.resume.rest();
        metered.passing(cut.bytes(), cut.from(), cut.length());
        return cut;
    }

    @Override
    public void ending() {
        // The row first, then the last bytes.
        scope.onRecord.put(Outcome.WHOLE, Optional.empty());
    }

    @Override
    public void ended(Hub.End how) {
        switch (how) {
            case Hub.End.Whole whole -> {
                scope.end(Outcome.WHOLE, Optional.empty());
                scope.client.end();
                end.tryComplete(Delivery.End.WHOLE);
            }
            // What its provider's dialect says of it was the last it read.
            case Hub.End.Failed failed -> brokenOff(failed.failure());
        }
    }

    @Override
    public void stalled() {
        scope.end(Outcome.CLIENT_CLOSED, Optional.of(new Failure.Broken("client left its answer unread")));
        scope.client.abandon();
    }

    private void brokenOff(Failure failure) {
        scope.end(Outcome.BROKEN, Optional.of(failure));
        scope.client.breakOff();
        end.tryComplete(new Delivery.End(Outcome.BROKEN, Optional.of(failure)));
    }
}
