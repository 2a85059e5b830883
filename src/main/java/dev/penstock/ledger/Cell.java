package dev.penstock.ledger;

import dev.penstock.call.Bucket;
import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One bucket in memory. Every thread changes it at once, by putting another tally in the place of the one it saw. */
final class Cell implements Kept {
    private static final VarHandle TALLY = field("tally", Tally.class);
    private static final VarHandle PASSING = field("passing", int.class);

    private final Bucket bucket;

    /** Null once it was swept: whoever holds it still must look for another. Shared; changed by {@link #TALLY} only. */
    private volatile @Nullable Tally tally;

    /** How many may give back at once what they took. Shared; changed by {@link #PASSING} only. */
    @SuppressWarnings("UnusedVariable") // because only a VarHandle names it
    private volatile int passing;

    Cell(Bucket bucket, Tally tally) {
        this.bucket = bucket;
        this.tally = tally;
    }

    @Override
    public Counted counted() {
        return bucket.counted();
    }

    @Nullable
    Tally tally() {
        return tally;
    }

    boolean isGone() {
        return tally == null;
    }

    /** Whether the claim would fit; what was swept holds nothing. */
    boolean fits(Claim claim, Moment now) {
        Tally seen = tally;
        return fits(claim, seen == null ? 0 : seen.counted(now));
    }

    static boolean fits(Claim claim, long counted) {
        return holds(claim)
                ? counted <= claim.limit() && amount(claim) <= claim.limit() - counted
                : counted < claim.limit();
    }

    /**
     * Null where it does not fit, or where this is gone.
     *
     * @param passing whether it may be given back at once; it says so itself until it has arrived
     */
    @Nullable
    Lien take(Claim claim, Moment now, boolean passing) {
        if (passing) {
            PASSING.getAndAdd(this, 1);
        }
        Lien lien = take(claim, now);
        if (lien == null && passing) {
            leave();
        }
        return lien;
    }

    private @Nullable Lien take(Claim claim, Moment now) {
        long amount = holds(claim) ? amount(claim) : 0;
        while (true) {
            Tally seen = tally;
            if (seen == null || !fits(claim, seen.counted(now))) {
                return null;
            }
            Tally then = seen.take(now, amount);
            if (TALLY.compareAndSet(this, seen, then)) {
                return new Lien(this, claim, amount, then.slice(), then.until());
            }
        }
    }

    void settle(long slice, long held, long amount) {
        Tally seen = tally;
        while (seen != null && !TALLY.compareAndSet(this, seen, seen.settle(slice, held, amount))) {
            seen = tally;
        }
    }

    void correct(long slice, long was, long becomes) {
        Tally seen = tally;
        while (seen != null && !TALLY.compareAndSet(this, seen, seen.corrected(slice, was, becomes))) {
            seen = tally;
        }
    }

    /** False where this is gone. */
    boolean restore(Sums sums, Moment now) {
        while (true) {
            Tally seen = tally;
            if (seen == null) {
                return false;
            }
            if (TALLY.compareAndSet(this, seen, sums.into(seen.at(now)))) {
                return true;
            }
        }
    }

    @Override
    public boolean sweep(Moment now) {
        Tally seen = tally;
        return seen != null && seen.isIdle(now) && TALLY.compareAndSet(this, seen, null);
    }

    void leave() {
        PASSING.getAndAdd(this, -1);
    }

    /** Whether some of what it holds may be given back at once. */
    boolean isPassedThrough() {
        return passing > 0;
    }

    static Taking.Refused refused(Claim claim, @Nullable Tally seen, Moment now) {
        Tally tally = seen == null ? Tally.of(claim.bucket().window(), now) : seen;
        return new Taking.Refused(claim, standing(tally, claim.limit(), now), retryAfter(claim, tally, now));
    }

    BucketStanding standing(Moment now) {
        Tally seen = tally;
        Tally stands = seen == null ? Tally.of(bucket.window(), now) : seen;
        return new BucketStanding(bucket.key(), bucket.counted(), stands.counted(now), stands.held(), stands.open());
    }

    static Standing standing(Tally tally, long limit, Moment now) {
        long counted = tally.counted(now);
        return new Standing(counted, limit, counted == 0 ? Duration.ZERO : tally.wait(now, counted - 1));
    }

    private static Optional<Duration> retryAfter(Claim claim, Tally tally, Moment now) {
        long room = holds(claim) ? claim.limit() - amount(claim) : claim.limit() - 1;
        return isWhileOpen(claim) || room < 0 ? Optional.empty() : Optional.of(tally.wait(now, room));
    }

    /** What is counted while it is open must be held, or it would never count. */
    private static boolean holds(Claim claim) {
        return claim.strict() || isWhileOpen(claim);
    }

    private static boolean isWhileOpen(Claim claim) {
        return claim.bucket().window() instanceof Window.WhileOpen;
    }

    private static long amount(Claim claim) {
        return Math.max(0, claim.amount());
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Cell.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
