package dev.penstock.json;

import java.util.Arrays;

/** Where the members of the open objects stand in what is written, and puts those of one in the order of their names. */
final class CanonicalMembers {
    /** Up to here moving one place at a time is the quicker way to sort. */
    private static final int FEW = 24;

    private final CanonicalText out;
    /** For each member where it begins and where its name ends. */
    private int[] places = new int[128];

    private int size;

    CanonicalMembers(CanonicalText out) {
        this.out = out;
    }

    /** Begins an object; what it gives names the object until its end. */
    int open() {
        return size;
    }

    int count(int first) {
        return (size - first) >> 1;
    }

    void begin() {
        if (size + 2 > places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[size] = out.size();
        size += 2;
    }

    void named() {
        places[size - 1] = out.size();
    }

    /** Ends an object: its members are in order; false where two have the same name. */
    boolean close(int first) {
        int count = count(first);
        boolean differ = isSorted(first) || sort(first, count);
        size = first;
        return differ;
    }

    private boolean isSorted(int first) {
        for (int at = first + 2; at < size; at += 2) {
            if (compare(at - 2, at) >= 0) {
                return false;
            }
        }
        return true;
    }

    private boolean sort(int first, int count) {
        int[] order = count <= FEW ? few(first, count) : many(first, count);
        int[] from = new int[count];
        int[] to = new int[count];
        for (int i = 0; i < count; i++) {
            if (i > 0 && compare(order[i - 1], order[i]) == 0) {
                return false;
            }
            from[i] = places[order[i]];
            to[i] = order[i] + 2 < size ? places[order[i] + 2] : out.size();
        }
        out.reorder(places[first], from, to);
        return true;
    }

    private int[] few(int first, int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int member = first + 2 * i;
            int at = i;
            while (at > 0 && compare(order[at - 1], member) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = member;
        }
        return order;
    }

    private int[] many(int first, int count) {
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> first + 2 * i);
        Arrays.sort(order, this::compare);
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private int compare(int one, int other) {
        return out.compare(places[one], places[one + 1], places[other], places[other + 1]);
    }
}
