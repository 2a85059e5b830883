package dev.penstock.stream;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A client's connection that takes bytes at a pace of its own; touched by one event loop only. */
final class SlowSink implements WriteStream<Buffer> {
    private final Vertx vertx;
    private final Random random;
    private final int room;
    private final boolean stuck;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private @Nullable Handler<Void> drain;
    private int queued;

    /**
     * @param room bytes it holds before it is full
     * @param stuck whether it never takes what it holds
     */
    SlowSink(Vertx vertx, long seed, int room, boolean stuck) {
        this.vertx = vertx;
        this.random = new Random(seed);
        this.room = room;
        this.stuck = stuck;
    }

    byte[] bytes() {
        return taken.toByteArray();
    }

    @Override
    public Future<Void> write(Buffer data) {
        taken.writeBytes(data.getBytes());
        queued += data.length();
        if (queued >= room && !stuck) {
            if (random.nextInt(8) == 0) {
                vertx.setTimer(1 + random.nextInt(3), id -> drained());
            } else {
                vertx.getOrCreateContext().runOnContext(v -> drained());
            }
        }
        return Future.succeededFuture();
    }

    private void drained() {
        queued = 0;
        Handler<Void> handler = drain;
        if (handler != null) {
            handler.handle(null);
        }
    }

    @Override
    public boolean writeQueueFull() {
        return queued >= room;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        drain = handler;
        return this;
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
