package dev.penstock.testkit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds an answer back, piece by piece, until the test lets each go. The end of the answer is the last piece. */
public final class Stepper {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger released = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();

    /** Lets the next piece go and waits until the socket has taken it. */
    public void release() {
        release(1);
    }

    public void release(int pieces) {
        int wanted = released.addAndGet(pieces);
        permits.release(pieces);
        Await.until("piece " + wanted + " to be written", LIMIT, () -> written.get() >= wanted);
    }

    /** Lets everything go that is still held, without waiting. */
    public void releaseAll() {
        permits.release(1_000_000);
    }

    /** How many pieces the socket has taken. */
    public int written() {
        return written.get();
    }

    /** Waits for the test, or for the peer to go away; false if it went. */
    boolean pass(CompletableFuture<PeerClose> closed) throws InterruptedException {
        while (!permits.tryAcquire(10, TimeUnit.MILLISECONDS)) {
            if (closed.isDone()) {
                return false;
            }
        }
        return true;
    }

    void wrote() {
        written.incrementAndGet();
    }
}
