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
    private final Taker taker;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile long taken;
    private volatile boolean cutOff;

    private Hub.@Nullable Node at;
    private Hub.@Nullable Piece piece;
    private int offset;
    private @Nullable WriteStream<Buffer> out;
    private boolean pumping;
    private boolean stopped;
    private boolean blocked;
    private boolean endingTold;
    private long blockedAt;
    private long openedAt;
    private long stallTimer = -1;
    private long paceTimer = -1;

    /** What is done with what is read. */
    public interface Taker {
        /** Begins the answer; gives where its bytes go. */
        WriteStream<Buffer> opened(Hub.Opened head);

        /** These bytes leave next; what leaves in their place is given back. */
        Cut passing(byte[] bytes, int from, int length);

        /** The bytes passing next complete what the client needs, or nothing more comes: told once. */
        void ending();

        void ended(Hub.End end);

        /** The client has not read for too long. */
        void stalled();
    }

    /** @param paced whether pieces are spaced as they came */
    public HubReader(
            Vertx vertx, LongSupplier nanos, Hub hub, Duration writeStall, boolean paced, Taker taker) {
        this.vertx = vertx;
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.nanos = nanos;
        this.hub = hub;
        this.writeStall = writeStall;
        this.paced = paced;
        this.taker = taker;
    }

    /** Reads from the beginning; false where that is forgotten. The seat must have been taken. */
    public boolean start() {
        at = hub.start(this);
        if (at == null) {
            return false;
        }
        pump();
        return true;
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
            stop();
            taker.stalled();
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
            return slice(piece);
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
        openedAt = nanos.getAsLong();
        WriteStream<Buffer> stream = taker.opened(head);
        stream.drainHandler(v -> drained());
        out = stream;
        return true;
    }

    private boolean slice(Hub.Piece whole) {
        WriteStream<Buffer> stream = Objects.requireNonNull(out);
        if (stream.writeQueueFull()) {
            block();
            return false;
        }
        int length = Math.min(SLICE, whole.length() - offset);
        boolean isLast = offset + length == whole.length();
        if (isLast && whole.isLast()) {
            ending();
        }
        if (stopped) {
            return false;
        }
        Cut cut = taker.passing(whole.bytes(), whole.from() + offset, length);
        if (!cut.isEmpty()) {
            stream.write(Bytes.buffer(cut.bytes(), cut.from(), cut.length()));
        }
        offset += length;
        taken = taken + length;
        if (isLast) {
            piece = null;
        }
        hub.proceed();
        return true;
    }

    private boolean ended(Hub.End end) {
        stop();
        if (end instanceof Hub.End.Whole) {
            ending();
        }
        taker.ended(end);
        return false;
    }

    private void ending() {
        if (!endingTold) {
            endingTold = true;
            taker.ending();
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
            stop();
            taker.stalled();
        }
    }
}
