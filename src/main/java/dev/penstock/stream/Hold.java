package dev.penstock.stream;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Holds an answer that is no stream until it is whole, so that one which breaks off is never begun. Bounded by its own
 * size and by the budget of all calls; past either it is given back to pass as it comes.
 */
public final class Hold {
    private final ReadStream<Buffer> source;
    private final ByteBudget budget;
    private final long most;
    private final Watch watch;
    private final Promise<Held> held = Promise.promise();
    private final Function<Throwable, Failure> broken;
    private Buffer collected = Buffer.buffer(0);
    private long taken;

    public Hold(
            Vertx vertx,
            LongSupplier nanos,
            ReadStream<Buffer> source,
            ByteBudget budget,
            long most,
            Patience patience,
            Function<Throwable, Failure> broken) {
        this.source = source;
        this.budget = budget;
        this.most = most;
        this.broken = broken;
        this.watch = new Watch(vertx, nanos, patience, this::late);
    }

    public Future<Held> run() {
        source.handler(this::more);
        source.exceptionHandler(cause -> settle(new Held.Broken(broken.apply(cause))));
        source.endHandler(v -> settle(new Held.Whole(Bytes.array(collected))));
        source.resume();
        if (!held.future().isComplete()) {
            watch.start();
        }
        return held.future();
    }

    /** The client has gone, or the answer has been delivered: what is held is let go. */
    public void release() {
        watch.stop();
        budget.give(taken);
        taken = 0;
        collected = Buffer.buffer(0);
        held.tryFail("released");
    }

    private void more(Buffer buffer) {
        if (held.future().isComplete()) {
            return;
        }
        watch.activity();
        collected.appendBuffer(buffer);
        boolean within = collected.length() <= most && budget.take(buffer.length());
        if (within) {
            taken += buffer.length();
        } else {
            source.pause();
            settle(new Held.Overflow(Bytes.array(collected)));
        }
    }

    private void late(RelayEnd how) {
        if (how instanceof RelayEnd.Broken(Failure failure)) {
            settle(new Held.Broken(failure));
        }
    }

    private void settle(Held outcome) {
        watch.stop();
        held.tryComplete(outcome);
    }
}
