package dev.penstock.pipeline;

import dev.penstock.call.Decision;
import dev.penstock.record.CallRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What was decided on a call's way. Bounded; the last place is the latest's, for how it ended is asked most. */
final class Decisions {
    private static final int MOST = CallRow.MOST_DECISIONS;

    private final LongSupplier nanos;
    private final long began;

    /** Made with the first: nearly no call has one. */
    private List<Decision> made = List.of();

    private int passedOver;

    /** @param began when the call's first byte was read, by the same clock */
    Decisions(LongSupplier nanos, long began) {
        this.nanos = nanos;
        this.began = began;
    }

    /** Notes what was decided now; only what the row does not tell anyway, no secret and no prompt. */
    void add(Decision.Kind kind, String subject, String why) {
        long at = Math.max(0, (nanos.getAsLong() - began) / 1_000);
        if (made.isEmpty()) {
            made = new ArrayList<>(4);
        }
        if (made.size() < MOST) {
            made.add(new Decision(at, kind, subject, why));
            return;
        }
        passedOver++;
        made.set(MOST - 1, new Decision(at, kind, subject, "(" + passedOver + " before it are not told) " + why));
    }

    /** So far, in order. */
    List<Decision> made() {
        return List.copyOf(made);
    }
}
