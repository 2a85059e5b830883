package dev.penstock.stream;

import dev.penstock.call.Failure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The deadlines of one answer while it is read. Activity only notes the time; one timer looks at it when the earliest deadline could have
 * passed, so that an event costs no timer.
 */
public final class Watch {
    private final Vertx vertx;
    private final LongSupplier nanos;
    private final Patience patience;
    private final Consumer<RelayEnd> late;
    private final long started;
    private long active;
    private boolean clientBlocks;
    private long timer = -1;

    public Watch(Vertx vertx, LongSupplier nanos, Patience patience, Consumer<RelayEnd> late) {
        this.vertx = vertx;
        this.nanos = nanos;
        this.patience = patience;
        this.late = late;
        this.started = nanos.getAsLong();
        this.active = started;
    }

    /** From now on deadlines count; what is over before needs no timer. */
    public void start() {
        arm(remaining());
    }

    public void activity() {
        active = nanos.getAsLong();
    }

    /** Whether it is the client that holds things up. */
    void clientBlocks(boolean blocks) {
        clientBlocks = blocks;
        activity();
        if (blocks && patience.writeStall().compareTo(patience.idle()) < 0) {
            stop();
            arm(remaining());
        }
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    private void arm(long nanosLeft) {
        timer = vertx.setTimer(Math.max(1, Duration.ofNanos(nanosLeft).toMillis() + 1), id -> look());
    }

    private void look() {
        long left = remaining();
        if (left > 0) {
            arm(left);
        } else if (nanos.getAsLong() - started >= patience.total().toNanos()) {
            late.accept(timedOut(Failure.TimedOut.Waiting.TOTAL, "call took longer than", patience.total()));
        } else if (clientBlocks) {
            late.accept(new RelayEnd.ClientStalled());
        } else {
            late.accept(timedOut(Failure.TimedOut.Waiting.IDLE, "upstream sent nothing for", patience.idle()));
        }
    }

    private long remaining() {
        long now = nanos.getAsLong();
        Duration pause = clientBlocks ? patience.writeStall() : patience.idle();
        return Math.min(pause.toNanos() - (now - active), patience.total().toNanos() - (now - started));
    }

    private static RelayEnd timedOut(Failure.TimedOut.Waiting waiting, String what, Duration bound) {
        return new RelayEnd.Broken(new Failure.TimedOut(waiting, what + " " + bound.toMillis() + " ms"));
    }
}
