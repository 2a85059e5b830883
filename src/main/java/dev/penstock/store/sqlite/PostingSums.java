package dev.penstock.store.sqlite;

import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.store.spool.PayloadIn;
import dev.penstock.store.spool.PayloadOut;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Balances: postings added up by bucket and slice. As bytes: a version, the number of buckets, then for each its key,
 * what it counts, and the number of its slices with number, end and amount.
 */
final class PostingSums {
    private static final int VERSION = 1;
    private static final int MOST = 1 << 28;

    private record Counter(String bucket, Counted counted) {}

    private record Slot(long slice, long until) {}

    private final Map<Counter, Map<Slot, Long>> sums = new HashMap<>();

    /** Adds what a call's attempts put into buckets, or takes it back. */
    void add(CallRow row, int times) {
        for (AttemptRow attempt : row.attempts()) {
            add(attempt.postings(), times);
        }
    }

    /** Without what is given back when a process ends. */
    void add(Collection<Posting> postings, int times) {
        for (Posting posting : postings) {
            if (posting.until() != 0 && posting.amount() != 0) {
                add(
                        new Counter(posting.bucket(), posting.counted()),
                        new Slot(posting.slice(), posting.until()),
                        times * posting.amount());
            }
        }
    }

    boolean isEmpty() {
        return sums.isEmpty();
    }

    /** Drops what counts no more at a time, and what came to nothing. */
    void prune(long now) {
        sums.values().removeIf(slots -> {
            slots.entrySet().removeIf(slot -> slot.getValue() == 0 || slot.getKey().until <= now);
            return slots.isEmpty();
        });
    }

    /** When the last of them counts no more. */
    long last() {
        long last = Long.MIN_VALUE;
        for (Map<Slot, Long> slots : sums.values()) {
            for (Slot slot : slots.keySet()) {
                last = Math.max(last, slot.until);
            }
        }
        return last;
    }

    List<Posting> postings() {
        List<Posting> postings = new ArrayList<>();
        sums.forEach((counter, slots) -> slots.forEach((slot, amount) -> {
            if (amount != 0) {
                postings.add(new Posting(counter.bucket, counter.counted, slot.slice, amount, slot.until));
            }
        }));
        return postings;
    }

    byte[] encode(PayloadOut out) {
        out.start(0);
        out.raw(VERSION);
        out.number(sums.size());
        sums.forEach((counter, slots) -> {
            out.text(counter.bucket);
            out.text(counter.counted.name());
            out.number(slots.size());
            slots.forEach((slot, amount) -> {
                out.number(slot.slice);
                out.number(slot.until);
                out.number(amount);
            });
        });
        return Arrays.copyOf(out.bytes(), out.size());
    }

    void add(byte[] encoded) throws SQLException {
        try {
            PayloadIn in = new PayloadIn(encoded);
            if (in.raw() != VERSION) {
                throw new SQLException("Balances of a layout from a later version");
            }
            for (int rest = in.count(MOST); rest > 0; rest--) {
                Counter counter = new Counter(in.text(), Counted.valueOf(in.text()));
                for (int slots = in.count(MOST); slots > 0; slots--) {
                    add(counter, new Slot(in.number(), in.number()), in.number());
                }
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            throw new SQLException("Balances that cannot be read", malformed);
        }
    }

    private void add(Counter counter, Slot slot, long amount) {
        sums.computeIfAbsent(counter, first -> new HashMap<>(4)).merge(slot, amount, Long::sum);
    }
}
