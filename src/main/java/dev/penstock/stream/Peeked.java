package dev.penstock.stream;

import dev.penstock.call.ByteBudget;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose beginning is looked at before anybody reads it. What was looked at is held; once the look is over, it is
 * a stream like any other: paused at first, then the held bytes, the rest as it comes, and how it ends behind the last
 * byte. Touched by its call's event loop only.
 */
public final class Peeked implements ReadStream<Buffer> {
    /** Who looks. Any of its methods may end the look. */
    public interface Look {
        /** @param room whether what is held is within the budget of all calls */
        void more(byte[] bytes, boolean room);

        void ended();

        void broken(Throwable cause);
    }

    private final ReadStream<Buffer> source;
    private final ByteBudget budget;
    private Buffer held = Buffer.buffer(0);
    private long taken;
    private @Nullable Look look;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    /** What the reader asked for and is not passed to the source yet. */
    private long demand;

    private boolean flowing;
    /** Whether the reader has all that was held and reads from the source. */
    private boolean live;

    private boolean ended;
    private @Nullable Throwable broke;
    private boolean told;
    private boolean released;
    /** Whether bytes were let go of that nobody had read: it must not look like a clean end. */
    private boolean lost;

    /** @param source paused */
    public Peeked(ReadStream<Buffer> source, ByteBudget budget) {
        this.source = source;
        this.budget = budget;
    }

    /** Begins the look; until it is over nobody else reads. */
    public void look(Look looking) {
        look = looking;
        source.exceptionHandler(this::broken);
        source.endHandler(v -> ended());
        source.handler(this::more);
        source.resume();
    }

    /** Ends the look: from now on the reader decides when bytes come. */
    public void stop() {
        if (look != null) {
            look = null;
            if (!isOver()) {
                source.pause();
            }
        }
    }

    /** All that came so far and nobody has read. */
    public byte[] held() {
        return held.getBytes();
    }

    /** Whether the source gives nothing more: it ended or broke. */
    public boolean isOver() {
        return ended || broke != null;
    }

    /** Whether it broke before its reader had heard of it. */
    public boolean isBroken() {
        return broke != null;
    }

    /** Lets go of what is held: nobody is going to read it. */
    public void release() {
        if (live) {
            return; // nothing is held
        }
        look = null;
        released = true;
        lost |= held.length() > 0;
        held = Buffer.buffer(0);
        give();
    }

    private void more(Buffer bytes) {
        if (released) {
            return;
        }
        if (live) {
            if (handler != null) {
                handler.handle(bytes);
            }
            return;
        }
        held.appendBuffer(bytes);
        boolean room = budget.take(bytes.length());
        taken += room ? bytes.length() : 0;
        if (look != null) {
            look.more(bytes.getBytes(), room);
        }
    }

    private void ended() {
        ended = true;
        if (look != null) {
            look.ended();
        } else {
            over();
        }
    }

    private void broken(Throwable cause) {
        if (isOver()) {
            return;
        }
        broke = cause;
        if (look != null) {
            look.broken(cause);
        } else {
            over();
        }
    }

    /** A source may end while it is being asked: its reader has everything then. */
    private void over() {
        if (live) {
            goOn();
        } else {
            flow();
        }
    }

    /** Brings the reader what it may have now. */
    private void flow() {
        if (flowing || look != null) {
            return;
        }
        flowing = true;
        try {
            replay();
            if (held.length() == 0) {
                goOn();
            }
        } finally {
            flowing = false;
        }
    }

    private void replay() {
        if (demand == 0 || held.length() == 0 || handler == null) {
            return;
        }
        Buffer first = held;
        held = Buffer.buffer(0);
        give();
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
        handler.handle(first);
    }

    private void goOn() {
        if (told) {
            return;
        }
        if (broke != null) {
            tellBroken(broke);
        } else if (lost) {
            tellBroken(new ClosedChannelException());
        } else if (ended) {
            tellEnded();
        } else if (!live && demand > 0) {
            live = true;
            ask(demand);
        }
    }

    private void tellBroken(Throwable cause) {
        if (exceptionHandler != null) {
            told = true;
            exceptionHandler.handle(cause);
        }
    }

    /** A reader that stopped reading is told of the end when it goes on, as it would be by the source. */
    private void tellEnded() {
        if ((live || demand > 0) && endHandler != null) {
            told = true;
            endHandler.handle(null);
        }
    }

    private void ask(long amount) {
        if (amount == Long.MAX_VALUE) {
            source.resume();
        } else {
            source.fetch(amount);
        }
    }

    private void give() {
        budget.give(taken);
        taken = 0;
    }

    @Override
    public Peeked handler(@Nullable Handler<Buffer> bytes) {
        handler = bytes;
        flow();
        return this;
    }

    @Override
    public Peeked endHandler(@Nullable Handler<Void> end) {
        endHandler = end;
        flow();
        return this;
    }

    @Override
    public Peeked exceptionHandler(@Nullable Handler<Throwable> exception) {
        exceptionHandler = exception;
        return this;
    }

    @Override
    public Peeked pause() {
        demand = 0;
        if (live && !isOver()) {
            source.pause();
        }
        return this;
    }

    @Override
    public Peeked resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public Peeked fetch(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("A reader cannot ask for " + amount + " pieces");
        }
        if (live && !isOver()) {
            ask(amount);
            return this;
        }
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        flow();
        return this;
    }
}
