package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was said of each count, the last word winning. */
final class Counts {
    /** No call uses a trillion tokens: a larger number is a slip, and must not overflow what is computed from it. */
    static final long MOST = 1_000_000_000_000L;
    /** A million dollars. */
    private static final long DEAREST = 1_000_000_000_000_000L;

    private final Map<Count, Long> said = new EnumMap<>(Count.class);
    private boolean doubtful;

    /** Takes the number at hand; null, texts and negative numbers are nothing said. */
    void read(Count count, JsonCursor json) {
        set(count, json.count());
    }

    void set(Count count, long value) {
        if (value < 0) {
            doubtful |= value != JsonCursor.UNSAID;
            return;
        }
        long most = count == Count.COST || count == Count.UPSTREAM_COST ? DEAREST : MOST;
        doubtful |= value > most;
        said.put(count, Math.min(value, most));
    }

    /** Adds to what was said, for the few dialects that list parts. */
    void add(Count count, long value) {
        if (value >= 0) {
            set(count, orZero(count) + Math.min(value, MOST));
        }
    }

    boolean has(Count count) {
        return said.containsKey(count);
    }

    long orZero(Count count) {
        return said.getOrDefault(count, 0L);
    }

    @Nullable
    Long of(Count count) {
        return said.get(count);
    }

    /** Whether a number was out of all bounds. */
    boolean doubtful() {
        return doubtful;
    }

    /** Takes over what {@code later} says. */
    void take(Counts later) {
        doubtful |= later.doubtful;
        if (!later.said.isEmpty()) {
            said.putAll(later.said);
        }
    }

    void clear() {
        doubtful = false;
        if (!said.isEmpty()) {
            said.clear();
        }
    }
}
