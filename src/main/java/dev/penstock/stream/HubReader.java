package dev.penstock.stream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a hub for one client, at that client's pace, on that client's event loop. Gives its seat back when it stops. */
public final class HubReader {
    /** What is handed to a client at once: of a large answer only so much more than it takes is copied for it. */
    private static final int SLICE = 16 * 1024;

    private final Vertx vertx;
    private final ContextInternal context;
    private final LongSupplier nanos;
    private final Hub hub;
    private final Duration writeStall;
    private final boolean paced;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile long taken;
    private volatile boolean cutOff;

    private Hub.@Nullable Node at;
    private Hub.@Nullable Piece piece;
    private int offset;
    private long read;
    private @Nullable Listener listener;
    private @Nullable Taker taker;
    private @Nullable WriteStream<Buffer> out;
    private boolean isOpened;
    private boolean pumping;
    private boolean stopped;
    private boolean blocked;
    private boolean endingTold;
    private long blockedAt;
    private long openedAt;
    private long stallTimer = -1;
    private long paceTimer = -1;

    /** Hears how the answer begins, or that it does not. */
    public interface Listener {
        void opened(Hub.Opened head);

        default void failed(Hub.End.Failed end) {}
    }

    /** What is done with what is read. */
    public interface Taker {
        /** These bytes leave next, and count as left; what leaves in their place is given back. */
        Cut passing(byte[] bytes, int from, int length);

        /** Nothing more comes: what was held back until now and still leaves. */
        default Cut rest() {
            return Cut.NOTHING;
        }

        /** The bytes that passed last complete what the client needs, or nothing more comes: told once, before they leave. */
        void ending();

        void ended(Hub.End end);

        /** The client has not read for too long. */
        void stalled();
    }

    /** @param paced whether pieces are spaced as they came */
    public HubReader(Vertx vertx, LongSupplier nanos, Hub hub, Duration writeStall, boolean paced) {
        this.vertx = vertx;
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.nanos = nanos;
        this.hub = hub;
        this.writeStall = writeStall;
        this.paced = paced;
    }

    /** Waits for the beginning; false where that is forgotten. The seat must have been taken. */
    public boolean listen(Listener hearing) {
        at = hub.start(this);
        if (at == null) {
            return false;
        }
        listener = hearing;
        pump();
        return true;
    }

    /** From now on what follows the beginning is handed on. */
    public void deliver(WriteStream<Buffer> sink, Taker taking) {
        taker = taking;
        out = sink;
        sink.drainHandler(v -> drained());
        pump();
    }

    public Hub hub() {
        return hub;
    }

    /** Nobody reads any more. */
    public void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        vertx.cancelTimer(stallTimer);
        vertx.cancelTimer(paceTimer);
        at = null;
        piece = null;
        hub.stop(this);
        hub.leave();
    }

    long taken() {
        return taken;
    }

    /** Something has happened in the hub; on the writer's loop. */
    void wake() {
        if (waiting.compareAndSet(true, false)) {
            if (context.inThread()) {
                pump();
            } else {
                context.runOnContext(v -> pump());
            }
        }
    }

    /** The hub has forgotten what it would read next. */
    void cutOff() {
        cutOff = true;
        context.runOnContext(v -> cut());
    }

    private void cut() {
        if (!stopped && cutOff) {
            giveUp();
        }
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!stopped && step()) {
                // Each step hands on one slice or one event.
            }
        } finally {
            pumping = false;
        }
    }

    /** Whether there is more to do at once. */
    private boolean step() {
        if (piece != null) {
            return slice(piece, Objects.requireNonNull(taker));
        }
        if (isOpened && taker == null) {
            // Whoever listens has not said yet where the rest goes.
            return false;
        }
        Hub.Node here = Objects.requireNonNull(at);
        Hub.Node next = here.next;
        if (next == null) {
            waiting.set(true);
            // What came between the look and the note has woken nobody.
            return here.next != null && waiting.compareAndSet(true, false);
        }
        if (paced && next.event instanceof Hub.Piece later && !isDue(later)) {
            return false;
        }
        at = next;
        return switch (next.event) {
            case Hub.Begun begun -> true;
            case Hub.Opened head -> opened(head);
            case Hub.Piece more -> {
                piece = more;
                offset = 0;
                yield true;
            }
            case Hub.End end -> ended(end);
        };
    }

    private boolean opened(Hub.Opened head) {
        isOpened = true;
        openedAt = nanos.getAsLong();
        Objects.requireNonNull(listener).opened(head);
        return taker != null;
    }

    private boolean slice(Hub.Piece whole, Taker taking) {
        WriteStream<Buffer> stream = Objects.requireNonNull(out);
        if (stream.writeQueueFull()) {
            block();
            return false;
        }
        int length = Math.min(SLICE, whole.length() - offset);
        boolean isLast = offset + length == whole.length();
        Cut cut = taking.passing(whole.bytes(), whole.from() + offset, length);
        if (isLast && whole.isLast()) {
            ending(taking);
        }
        if (stopped) {
            return false;
        }
        write(cut);
        offset += length;
        read += length;
        taken = read;
        if (isLast) {
            piece = null;
        }
        hub.proceed();
        return true;
    }

    private void write(Cut cut) {
        if (!cut.isEmpty()) {
            Objects.requireNonNull(out).write(Bytes.buffer(cut.bytes(), cut.from(), cut.length()));
        }
    }

    private boolean ended(Hub.End end) {
        stop();
        Taker taking = taker;
        if (taking == null) {
            if (end instanceof Hub.End.Failed failed) {
                Objects.requireNonNull(listener).failed(failed);
            }
            return false;
        }
        if (end instanceof Hub.End.Whole) {
            Cut rest = taking.rest();
            ending(taking);
            write(rest);
        }
        taking.ended(end);
        return false;
    }

    private void ending(Taker taking) {
        if (!endingTold) {
            endingTold = true;
            taking.ending();
        }
    }

    private void giveUp() {
        stop();
        if (taker != null) {
            taker.stalled();
        }
    }

    private boolean isDue(Hub.Piece later) {
        long wait = later.after() - (nanos.getAsLong() - openedAt);
        if (wait < TimeUnit.MILLISECONDS.toNanos(1)) {
            return true;
        }
        vertx.cancelTimer(paceTimer);
        paceTimer = vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(wait), id -> pump());
        return false;
    }

    private void block() {
        if (!blocked) {
            blocked = true;
            blockedAt = nanos.getAsLong();
            if (stallTimer < 0) {
                stallTimer = vertx.setTimer(Math.max(1, writeStall.toMillis()), id -> look());
            }
        }
    }

    private void drained() {
        blocked = false;
        pump();
    }

    /** One timer looks when the deadline could have passed, so that a client that reads on costs none. */
    private void look() {
        stallTimer = -1;
        if (stopped || !blocked) {
            return;
        }
        long left = writeStall.toNanos() - (nanos.getAsLong() - blockedAt);
        if (left > 0) {
            stallTimer = vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(left) + 1, id -> look());
        } else {
            giveUp();
        }
    }
}
