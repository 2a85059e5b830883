package dev.penstock.stream;

import dev.penstock.call.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Carries one answer from its upstream to its client: bytes leave when they arrive, and the upstream is not read while
 * the client does not read. What is sent on of each read is the shape's business.
 */
public final class Relay {
    private final ReadStream<Buffer> source;
    private final Sink sink;
    private final Shape shape;
    private final Function<Throwable, Failure> broken;
    private final Watch watch;
    private final Promise<RelayEnd> end = Promise.promise();

    /** How bytes become what is sent on. */
    interface Shape {
        /** Takes the bytes of one read; gives what leaves now, and why nothing can follow, if so. */
        Cut take(byte[] bytes);

        /** The upstream's bytes ended cleanly: gives what still leaves. */
        Cut last();

        /** How the answer ended, given that its bytes ended cleanly. */
        RelayEnd judged();

        /** Lets go of what is not the heap's. */
        default void close() {}
    }

    Relay(
            Vertx vertx,
            LongSupplier nanos,
            ReadStream<Buffer> source,
            Sink sink,
            Shape shape,
            Patience patience,
            Function<Throwable, Failure> broken) {
        this.source = source;
        this.sink = sink;
        this.shape = shape;
        this.broken = broken;
        this.watch = new Watch(vertx, nanos, patience, this::finish);
    }

    public Future<RelayEnd> run() {
        return run(new byte[0]);
    }

    /** @param ahead bytes that came before, to be carried first */
    public Future<RelayEnd> run(byte[] ahead) {
        watch.start();
        source.handler(buffer -> more(Bytes.array(buffer)));
        source.exceptionHandler(cause -> finish(new RelayEnd.Broken(broken.apply(cause))));
        source.endHandler(v -> ended());
        sink.whenDrained(this::drained);
        if (ahead.length > 0) {
            more(ahead);
        }
        if (!end.future().isComplete() && !sink.isFull()) {
            source.resume();
        }
        return end.future();
    }

    /** The client has gone: nothing more is read or written. */
    public void stop() {
        watch.stop();
        if (end.tryFail("client gone")) {
            shape.close();
        }
    }

    private void more(byte[] bytes) {
        if (end.future().isComplete()) {
            return;
        }
        watch.activity();
        Cut cut = shape.take(bytes);
        write(cut);
        cut.flaw().ifPresent(flaw -> finish(new RelayEnd.Broken(new Failure.Unusable(flaw.detail()))));
    }

    private void ended() {
        if (end.future().isComplete()) {
            return;
        }
        write(shape.last());
        finish(shape.judged());
    }

    private void write(Cut cut) {
        if (cut.isEmpty()) {
            return;
        }
        sink.write(cut);
        if (sink.isFull()) {
            watch.clientBlocks(true);
            source.pause();
        }
    }

    private void drained() {
        if (!end.future().isComplete()) {
            watch.clientBlocks(false);
            source.resume();
        }
    }

    private void finish(RelayEnd how) {
        watch.stop();
        if (!end.future().isComplete()) {
            shape.close();
            end.complete(how);
        }
    }
}
