package dev.penstock.stream;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tail that is no whole unit yet. Positions are indexes into {@code bytes}, which is the array fed itself while
 * nothing is held, and an own array of tail and news where something is; so a read of whole events is never copied.
 */
abstract sealed class HoldingCutter implements EventCutter
        permits SseCutter, NdjsonCutter, EventStreamCutter, JsonArrayCutter {
    private static final int SMALLEST_HOLD = 256;
    private static final byte[] NOTHING = new byte[0];

    private final int maxEvent;
    /** The tail; handed over to the receiver when a cut contains it, never reused after. */
    private byte[] held = NOTHING;

    private int heldLength;
    private Optional<Cut.Flaw> flaw = Optional.empty();
    private @Nullable Edited edited;
    /** Where the bytes under the knife begin. */
    private int start;

    /** The bytes under the knife. */
    byte[] bytes = NOTHING;
    /** Where the unit that is not whole yet begins. */
    int unit;
    /** Where the bytes under the knife end. */
    int end;

    HoldingCutter(int maxEvent) {
        this.maxEvent = maxEvent;
    }

    /** Finds whole units from {@link #unit} to {@link #end}, moves unit behind them; remembers its place in a unit. */
    abstract void scan(EventSink sink);

    /** Takes unit to end as a whole event, if it can be one, and moves unit. */
    abstract void scanLast(EventSink sink);

    @Override
    public final Cut feed(byte[] fed, int from, int length, EventSink sink) {
        if (flaw.isPresent()) {
            return new Cut(NOTHING, 0, 0, flaw);
        }
        place(fed, from, length);
        scan(sink);
        if (end - unit > maxEvent && flaw.isEmpty()) {
            tooLarge();
        }
        return cut();
    }

    @Override
    public final Cut finish(EventSink sink) {
        if (!pending()) {
            return Cut.NOTHING;
        }
        place(NOTHING, 0, 0);
        scanLast(sink);
        return cut();
    }

    @Override
    public final boolean pending() {
        return heldLength > 0;
    }

    @Override
    public boolean whole() {
        return !pending() && flaw.isEmpty();
    }

    /** Ends the scan: nothing after this can be read. */
    final void malformed(String detail) {
        flaw = Optional.of(new Cut.Flaw.Malformed(detail));
    }

    /** Ends the scan: the unit in hand is longer than we hold. */
    final void tooLarge() {
        flaw = Optional.of(new Cut.Flaw.TooLarge(maxEvent));
    }

    final boolean flawed() {
        return flaw.isPresent();
    }

    /** Whether a unit that ends here is within the bound; the flaw is noted if it is not. */
    final boolean fits(int unitEnd) {
        if (unitEnd - unit <= maxEvent) {
            return true;
        }
        tooLarge();
        return false;
    }

    /** Notes that the bytes between go out as these instead. */
    final void instead(int from, int to, byte[] replacement) {
        if (edited == null) {
            edited = new Edited(start);
        }
        edited.replace(bytes, from, to, replacement);
    }

    private void place(byte[] fed, int from, int length) {
        bytes = fed;
        start = from;
        end = from + length;
        if (heldLength > 0) {
            append(fed, from, length);
            bytes = held;
            start = 0;
            end = heldLength;
        }
        unit = start;
    }

    private void append(byte[] fed, int from, int length) {
        if (held.length - heldLength < length) {
            held = Arrays.copyOf(held, Math.max(heldLength + length, Math.min(2 * held.length, maxEvent + 1)));
        }
        System.arraycopy(fed, from, held, heldLength, length);
        heldLength += length;
    }

    private Cut cut() {
        Cut cut = taken();
        if (flaw.isPresent()) {
            hold(NOTHING, 0, 0);
        } else if (heldLength == 0 || unit > 0) {
            hold(bytes, unit, end - unit);
        }
        bytes = NOTHING;
        return cut;
    }

    private Cut taken() {
        if (edited != null) {
            byte[] out = edited.until(bytes, unit);
            edited = null;
            return new Cut(out, 0, out.length, flaw);
        }
        if (unit == start && flaw.isEmpty()) {
            return Cut.NOTHING;
        }
        return new Cut(bytes, start, unit - start, flaw);
    }

    private void hold(byte[] source, int from, int length) {
        byte[] tail = NOTHING;
        if (length > 0) {
            tail = new byte[Math.max(length, SMALLEST_HOLD)];
            System.arraycopy(source, from, tail, 0, length);
        }
        held = tail;
        heldLength = length;
    }
}
