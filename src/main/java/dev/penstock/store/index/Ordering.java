package dev.penstock.store.index;

import dev.penstock.record.LogFilter.NumberField;
import dev.penstock.record.LogOrder;
import dev.penstock.record.LogQuery;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of a query over records of several files: first a number that orders most, then all of it. */
final class Ordering {
    private static final int START_BITS = 12;
    private static final int STARTS = 1 << START_BITS;
    private static final int SPREAD = 0x9E37_79B1;
    private static final int FILE_BITS = 24;
    private static final int ROW_BITS = Long.SIZE - FILE_BITS;

    private final LogOrder order;
    private final List<Records> files;
    private final Scratch one = new Scratch();
    private final Scratch other = new Scratch();
    /** Beginnings of texts many rows point to, of one file at a time. */
    private final int[] known = new int[STARTS];

    private final long[] starts = new long[STARTS];
    private @Nullable Records knownOf;

    Ordering(LogOrder order, List<Records> files) {
        this.order = order;
        this.files = files;
    }

    /** A row of one of the files as one number. */
    static long place(int file, long row) {
        return (long) file << ROW_BITS | row;
    }

    static int file(long place) {
        return (int) (place >>> ROW_BITS);
    }

    static long row(long place) {
        return place & (1L << ROW_BITS) - 1;
    }

    /** Orders most rows: what is less here stands before. */
    long key(Records records, long row) {
        return switch (order.by()) {
            case CREATED_AT -> records.number(row, Layout.CREATED_AT);
            case PROVIDER, MODEL, MODEL_TYPE, REUSE -> start(records, records.word(row, field()));
            case SUCCESS -> records.has(row, Layout.SUCCESS) ? 1 : 0;
            case CACHED -> records.has(row, Layout.CACHED) ? 1 : 0;
            case COST -> records.number(row, Layout.COST_NANO);
            case TOKENS_IN -> records.number(row, Layout.TOKENS_IN);
            case TOKENS_OUT -> records.number(row, Layout.TOKENS_OUT);
            case DURATION -> records.number(row, Layout.DURATION_MICROS);
            case FEEDBACK -> NumberTest.number(records, row, NumberField.FEEDBACK);
        };
    }

    /** Compares two rows whose keys and times of creation are the same, without regard to the direction. */
    int compareRest(long first, long second, boolean text) {
        if (text) {
            int byText = compareText(first, second, field());
            if (byText != 0) {
                return byText;
            }
            int byTime = Long.compare(created(first), created(second));
            if (byTime != 0) {
                return byTime;
            }
        }
        return compareText(first, second, Layout.ID);
    }

    boolean isByText() {
        return switch (order.by()) {
            case PROVIDER, MODEL, MODEL_TYPE, REUSE -> true;
            case CREATED_AT, SUCCESS, CACHED, COST, TOKENS_IN, TOKENS_OUT, DURATION, FEEDBACK -> false;
        };
    }

    boolean descending() {
        return order.descending();
    }

    /** Whether the row stands behind the end of the page before. */
    boolean isAfter(LogQuery.Position end, Records records, long row) {
        int compared = Long.compare(records.number(row, Layout.CREATED_AT), end.createdAt());
        if (compared == 0) {
            byte[] id = end.id().getBytes(StandardCharsets.UTF_8);
            int length = records.text(records.word(row, Layout.ID), one);
            compared = Arrays.compareUnsigned(one.bytes(), 0, length, id, 0, id.length);
        }
        return order.descending() ? compared < 0 : compared > 0;
    }

    private long created(long place) {
        return files.get(file(place)).number(row(place), Layout.CREATED_AT);
    }

    private int field() {
        return switch (order.by()) {
            case PROVIDER -> Layout.PROVIDER;
            case MODEL -> Layout.MODEL;
            case MODEL_TYPE -> Layout.MODEL_TYPE;
            case REUSE -> Layout.REUSE;
            case CREATED_AT, SUCCESS, CACHED, COST, TOKENS_IN, TOKENS_OUT, DURATION, FEEDBACK -> Layout.ID;
        };
    }

    private int compareText(long first, long second, int field) {
        Records its = files.get(file(first));
        Records others = files.get(file(second));
        int reference = its.word(row(first), field);
        int another = others.word(row(second), field);
        if (reference == 0 || another == 0 || (reference == another && its == others)) {
            return Boolean.compare(reference != 0, another != 0);
        }
        int length = its.text(reference, one);
        int otherLength = others.text(another, other);
        return Arrays.compareUnsigned(one.bytes(), 0, length, other.bytes(), 0, otherLength);
    }

    /** The first eight bytes as a number in the order of the texts. */
    private long start(Records records, int reference) {
        if (reference == 0) {
            return Long.MIN_VALUE;
        }
        if (knownOf != records) {
            Arrays.fill(known, 0);
            knownOf = records;
        }
        int slot = (reference * SPREAD) >>> (Integer.SIZE - START_BITS);
        if (known[slot] != reference) {
            known[slot] = reference;
            starts[slot] = read(records, reference);
        }
        return starts[slot];
    }

    private long read(Records records, int reference) {
        int length = Math.min(records.text(reference, one), Long.BYTES);
        long start = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            start = start << Byte.SIZE | (i < length ? one.bytes()[i] & 0xFF : 0);
        }
        return start ^ Long.MIN_VALUE;
    }
}
