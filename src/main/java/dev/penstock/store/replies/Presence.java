package dev.penstock.store.replies;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The first 64 bits of each key on disk, so that a miss asks no disk. One thread changes it, any number ask without a
 * lock; one that asks during a change sees either state.
 */
final class Presence {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SMALLEST = 1024;
    private static final long FREE = 0;
    /** An entry that was removed: searching goes on past it. */
    private static final long GONE = 1;

    /** Replaced whole when it grows. */
    private volatile long[] slots = new long[SMALLEST];
    /** The changing thread's. */
    private int live;
    /** The changing thread's: slots that are gone. */
    private int gone;

    boolean mayHold(long hash) {
        return place(slots, marked(hash)) >= 0;
    }

    void add(long hash) {
        long[] now = slots;
        long mark = marked(hash);
        if (place(now, mark) >= 0) {
            return;
        }
        if (4L * (live + gone + 1) > 3L * now.length) {
            now = remade();
        }
        int at = start(now, mark);
        while ((long) SLOT.getAcquire(now, at) != FREE) {
            at = next(now, at);
        }
        SLOT.setRelease(now, at, mark);
        live++;
    }

    void remove(long hash) {
        long[] now = slots;
        int at = place(now, marked(hash));
        if (at >= 0) {
            SLOT.setRelease(now, at, GONE);
            live--;
            gone++;
        }
    }

    /** By the changing thread. */
    void clear() {
        slots = new long[SMALLEST];
        live = 0;
        gone = 0;
    }

    /** By the changing thread. */
    int size() {
        return live;
    }

    private long[] remade() {
        int length = SMALLEST;
        while (length < 2L * (live + 1)) {
            length *= 2;
        }
        long[] fresh = new long[length];
        for (long mark : slots) {
            if (mark != FREE && mark != GONE) {
                int at = start(fresh, mark);
                while (fresh[at] != FREE) {
                    at = next(fresh, at);
                }
                fresh[at] = mark;
            }
        }
        gone = 0;
        slots = fresh;
        return fresh;
    }

    /** Where a mark stands; -1 where it does not. */
    private static int place(long[] slots, long mark) {
        for (int at = start(slots, mark); ; at = next(slots, at)) {
            long found = (long) SLOT.getAcquire(slots, at);
            if (found == mark) {
                return at;
            }
            if (found == FREE) {
                return -1;
            }
        }
    }

    private static int start(long[] slots, long mark) {
        return (int) mark & (slots.length - 1);
    }

    private static int next(long[] slots, int at) {
        return (at + 1) & (slots.length - 1);
    }

    private static long marked(long hash) {
        return hash == FREE || hash == GONE ? hash + 2 : hash;
    }
}
