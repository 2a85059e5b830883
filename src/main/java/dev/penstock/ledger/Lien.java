package dev.penstock.ledger;

import dev.penstock.call.Claim;
import dev.penstock.call.Posting;
import java.util.concurrent.atomic.AtomicLong;

/** Something taken of a bucket in memory. */
final class Lien implements Held {
    private static final long OPEN = -1;

    private final Cell cell;
    private final Claim claim;
    private final long held;
    private final long slice;
    private final long until;

    /** What it was settled with. Whoever sets it first, settles it. */
    private final AtomicLong settled = new AtomicLong(OPEN);

    Lien(Cell cell, Claim claim, long held, long slice, long until) {
        this.cell = cell;
        this.claim = claim;
        this.held = held;
        this.slice = slice;
        this.until = until;
    }

    @Override
    public Claim claim() {
        return claim;
    }

    @Override
    public Posting posting() {
        long used = settled.get();
        long stands = used == OPEN ? held : used;
        return new Posting(claim.bucket().key(), claim.bucket().counted(), slice, stands, until);
    }

    void settle(long amount) {
        long used = Math.max(0, amount);
        if (settled.compareAndSet(OPEN, used)) {
            cell.settle(slice, held, used);
        }
    }

    /** Changes nothing while it is not settled. */
    void correct(long amount) {
        long used = Math.max(0, amount);
        long before = settled.get();
        if (before != OPEN && before != used && settled.compareAndSet(before, used)) {
            cell.correct(slice, before, used);
        }
    }

    /** Says that it will not be given back at once any more. */
    void arrive() {
        cell.leave();
    }
}
