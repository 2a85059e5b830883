package dev.penstock.pipeline;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as an HTTP client gives it: paused at first, nothing while it is paused, its end behind its last
 * byte, a break at once.
 */
final class ScriptedSource implements ReadStream<Buffer> {
    private final Queue<Buffer> queued = new ArrayDeque<>();
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private long demand;
    private boolean ending;
    private boolean ended;
    private boolean broken;
    private boolean flowing;

    void push(byte[] bytes) {
        push(bytes, 0, bytes.length);
    }

    void push(byte[] bytes, int from, int to) {
        queued.add(Buffer.buffer(java.util.Arrays.copyOfRange(bytes, from, to)));
        flow();
    }

    void end() {
        ending = true;
        flow();
    }

    void breakOff(Throwable cause) {
        broken = true;
        queued.clear();
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    boolean isPaused() {
        return demand == 0;
    }

    private void flow() {
        if (flowing) {
            return;
        }
        flowing = true;
        while (demand > 0 && !queued.isEmpty() && !broken) {
            demand -= demand == Long.MAX_VALUE ? 0 : 1;
            Buffer next = queued.remove();
            if (handler != null) {
                handler.handle(next);
            }
        }
        flowing = false;
        if (ending && queued.isEmpty() && demand > 0 && !ended && !broken) {
            ended = true;
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    @Override
    public ScriptedSource handler(@Nullable Handler<Buffer> bytes) {
        handler = bytes;
        return this;
    }

    @Override
    public ScriptedSource endHandler(@Nullable Handler<Void> end) {
        endHandler = end;
        return this;
    }

    @Override
    public ScriptedSource exceptionHandler(@Nullable Handler<Throwable> exception) {
        exceptionHandler = exception;
        return this;
    }

    @Override
    public ScriptedSource pause() {
        demand = 0;
        return this;
    }

    @Override
    public ScriptedSource resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ScriptedSource fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        flow();
        return this;
    }
}
