package dev.penstock.call;

import java.util.concurrent.atomic.AtomicLong;

/** A bound on bytes held at once by all calls together. Shared by all event loops; takes no lock. */
public final class ByteBudget {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    public ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes, or none at all. */
    public boolean take(long bytes) {
        if (held.addAndGet(bytes) <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Whether so many bytes could be taken now. Promises nothing: it spares a sender the sending. */
    public boolean hasRoomFor(long bytes) {
        return held.get() + bytes <= limit;
    }

    public void give(long bytes) {
        held.addAndGet(-bytes);
    }

    public long held() {
        return held.get();
    }

    public long limit() {
        return limit;
    }
}
