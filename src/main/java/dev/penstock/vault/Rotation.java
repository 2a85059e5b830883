package dev.penstock.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Brings all that a store keeps sealed under the first master key, one thing and one transaction at a time. May end at
 * any point and be begun again; what is done stays done, and both keys open meanwhile. The check comes last, so that a
 * store whose check is under the new key needs no other.
 */
public final class Rotation {
    private static final int PAGE = 100;
    private static final int MOST_TOLD = 20;
    /** Others may store while this goes on; a pass that changes nothing is the end, and so is this many. */
    private static final int MOST_PASSES = 10;

    private final Vault vault;
    private final SealedThings things;
    private final BooleanSupplier stopped;

    private long rewrapped;
    private long failed;
    private final List<String> told = new ArrayList<>();

    /** @param stopped asked before each step; a rotation told to stop ends at once */
    public Rotation(Vault vault, SealedThings things, BooleanSupplier stopped) {
        this.vault = vault;
        this.things = things;
        this.stopped = stopped;
    }

    /**
     * How a rotation ended.
     *
     * @param whole whether everything is now under the first master key
     * @param rewrapped how many were not before
     * @param failed how many could not be: they are damaged, or need a key that is not known
     * @param told the first of these, each with its id and the reason
     */
    public record Outcome(boolean whole, long rewrapped, long failed, List<String> told) {
        public Outcome {
            told = List.copyOf(told);
        }
    }

    public Outcome run() throws IOException {
        boolean still = false;
        for (int pass = 0; pass < MOST_PASSES && !still && !stopped.getAsBoolean(); pass++) {
            long before = rewrapped;
            failed = 0;
            told.clear();
            pass();
            still = rewrapped == before;
        }
        boolean whole = still && failed == 0 && !stopped.getAsBoolean() && finish();
        return new Outcome(whole, rewrapped, failed, told);
    }

    private void pass() throws IOException {
        List<SealedThings.Thing> page = things.after("", PAGE);
        while (!page.isEmpty()) {
            for (SealedThings.Thing thing : page) {
                if (stopped.getAsBoolean()) {
                    return;
                }
                step(thing);
            }
            page = things.after(page.getLast().id(), PAGE);
        }
    }

    private void step(SealedThings.Thing thing) throws IOException {
        if (vault.isCurrent(thing.sealed())) {
            return;
        }
        try {
            // Counted even where somebody else was faster: then the next pass looks at what he left.
            things.replace(thing.id(), thing.sealed(), vault.rewrap(thing.sealed()));
            rewrapped++;
        } catch (NotOpened e) {
            failed++;
            if (told.size() < MOST_TOLD) {
                told.add(thing.id() + ": " + e.getMessage());
            }
        }
    }

    private boolean finish() throws IOException {
        Optional<Sealed> check = things.check();
        if (check.isEmpty()) {
            KeyCheck.mark(vault, things);
            return true;
        }
        if (vault.isCurrent(check.get())) {
            return true;
        }
        try {
            return things.replaceCheck(check, vault.rewrap(check.get()));
        } catch (NotOpened e) {
            failed++;
            told.add("key check: " + e.getMessage());
            return false;
        }
    }
}
