package dev.penstock.store.index;

import java.util.Arrays;

/** The first so many of any number of rows in an order, in memory for twice as many. */
final class Selection {
    private static final int LEAST_ROOM = 1_024;
    private static final int SPREAD = 0x9E37_79B1;

    private final Ordering ordering;
    private final boolean descending;
    private final boolean byText;
    private final int wanted;
    private long[] keys;
    private long[] times;
    private long[] places;
    private int size;
    /** Once so many were seen: no row behind this one is wanted; it stands at the last place that is kept. */
    private boolean bounded;

    Selection(Ordering ordering, int wanted, boolean reversed) {
        this.ordering = ordering;
        this.descending = ordering.descending() != reversed;
        this.byText = ordering.isByText();
        this.wanted = wanted;
        int room = LEAST_ROOM;
        keys = new long[room];
        times = new long[room];
        places = new long[room];
    }

    void add(Records records, int file, long row) {
        long key = ordering.key(records, row);
        if (bounded && (descending ? key < keys[wanted - 1] : key > keys[wanted - 1])) {
            return;
        }
        if (size == keys.length) {
            makeRoom();
        }
        keys[size] = key;
        times[size] = records.number(row, Layout.CREATED_AT);
        places[size] = Ordering.place(file, row);
        // Where many rows have one key, few of them are kept.
        if (!bounded || key != keys[wanted - 1] || compare(size, wanted - 1) < 0) {
            size++;
        }
    }

    /** The places from one rank to another, in order. */
    long[] ranks(int from, int to) {
        int end = Math.min(to, size);
        if (from >= end) {
            return new long[0];
        }
        partition(0, size, from);
        partition(from, size, end - 1);
        sort(from, end);
        return Arrays.copyOfRange(places, from, end);
    }

    private void makeRoom() {
        if (size < 2L * wanted) {
            int room = (int) Math.clamp(4L * size, LEAST_ROOM, Math.max(2L * wanted, LEAST_ROOM));
            keys = Arrays.copyOf(keys, room);
            times = Arrays.copyOf(times, room);
            places = Arrays.copyOf(places, room);
            return;
        }
        partition(0, size, wanted - 1);
        size = wanted;
        bounded = true;
    }

    /** Puts the row of a rank at its place, all before it before, all behind it behind. */
    private void partition(int from, int to, int rank) {
        int low = from;
        int high = to - 1;
        while (low < high) {
            // Spread, because what is sorted by halves already would be slow to split at its middle.
            swap(low + Math.floorMod(high * SPREAD, high - low), high);
            int border = low;
            for (int i = low; i < high; i++) {
                if (compare(i, high) < 0) {
                    swap(i, border++);
                }
            }
            swap(border, high);
            if (rank == border) {
                return;
            }
            if (rank < border) {
                high = border - 1;
            } else {
                low = border + 1;
            }
        }
    }

    private void sort(int from, int to) {
        int low = from;
        int high = to;
        while (high - low > 1) {
            int middle = low + (high - low) / 2;
            partition(low, high, middle);
            sort(low, middle);
            low = middle + 1;
        }
    }

    private int compare(int first, int second) {
        int compared = Long.compare(keys[first], keys[second]);
        if (compared == 0 && !byText) {
            compared = Long.compare(times[first], times[second]);
        }
        if (compared == 0) {
            compared = ordering.compareRest(places[first], places[second], byText);
        }
        return descending ? -compared : compared;
    }

    private void swap(int first, int second) {
        long key = keys[first];
        long time = times[first];
        long place = places[first];
        keys[first] = keys[second];
        times[first] = times[second];
        places[first] = places[second];
        keys[second] = key;
        times[second] = time;
        places[second] = place;
    }
}
