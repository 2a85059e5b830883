package dev.penstock.pipeline;

import dev.penstock.call.ByteBudget;
import java.util.Arrays;

/**
 * Keeps a body for the log while it passes: up to a bound of its own and one all calls share. What goes past either is
 * not kept, and the capture says so.
 */
final class Capture {
    private static final byte[] NOTHING = new byte[0];

    private final ByteBudget budget;
    private final int most;
    private byte[] kept = NOTHING;
    private int length;
    private boolean complete = true;

    /** @param most bytes kept of this body; 0 keeps nothing */
    Capture(ByteBudget budget, int most) {
        this.budget = budget;
        this.most = most;
        this.complete = most > 0;
    }

    void add(byte[] bytes, int from, int count) {
        if (!complete) {
            return;
        }
        int fits = Math.min(count, most - length);
        if (fits < count || !roomFor(fits)) {
            complete = false;
            return;
        }
        System.arraycopy(bytes, from, kept, length, fits);
        length += fits;
    }

    byte[] bytes() {
        return kept.length == length ? kept : Arrays.copyOf(kept, length);
    }

    boolean complete() {
        return complete;
    }

    /** Gives back what was taken of the shared bound; what was captured stays readable by those who have it. */
    void release() {
        budget.give(kept.length);
        kept = NOTHING;
        length = 0;
        complete = false;
    }

    private boolean roomFor(int count) {
        int needed = length + count;
        if (needed <= kept.length) {
            return true;
        }
        int size = (int) Math.min(most, Math.max(needed, 2L * kept.length));
        if (!budget.take(size - kept.length)) {
            return false;
        }
        kept = Arrays.copyOf(kept, size);
        return true;
    }
}
