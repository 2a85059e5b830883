package dev.penstock.pipeline;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where calls wait until a limit has something left: first come, first served, whichever event loop they came to. One room
 * belongs to one event loop; the lines are shared by all.
 */
public final class WaitRoom {
    private static final long LONGEST_LOOK = 100;

    private final Vertx vertx;
    private final LongSupplier nanos;
    private final Lines lines;

    /** The lines of all event loops, one for each bucket that is waited for. Shared; changed within compute only. */
    public static final class Lines {
        private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();
        private final AtomicInteger waiting = new AtomicInteger();
        private volatile boolean isStopped;

        /** How many wait now. */
        public int waiting() {
            return waiting.get();
        }

        private boolean add(Place place, int most, boolean isFirst) {
            boolean[] added = new boolean[1];
            lines.compute(place.bucket, (bucket, line) -> {
                Line then = line == null ? new Line() : line;
                added[0] = then.length < most;
                if (added[0]) {
                    then.add(place, isFirst);
                    waiting.incrementAndGet();
                }
                return then.length == 0 ? null : then;
            });
            return added[0];
        }

        private void remove(Place place) {
            lines.computeIfPresent(place.bucket, (bucket, line) -> {
                if (line.remove(place)) {
                    waiting.decrementAndGet();
                }
                return line.length == 0 ? null : line;
            });
        }

        private @Nullable Place first(String bucket) {
            Line line = lines.get(bucket);
            return line == null ? null : line.places.peekFirst();
        }
    }

    /** Those who wait for one bucket, in their order. Read by anybody, changed by {@link Lines} only. */
    private static final class Line {
        private final ConcurrentLinkedDeque<Place> places = new ConcurrentLinkedDeque<>();
        private int length;

        void add(Place place, boolean isFirst) {
            if (isFirst) {
                places.addFirst(place);
            } else {
                places.addLast(place);
            }
            length++;
        }

        boolean remove(Place place) {
            boolean stood = places.remove(place);
            length -= stood ? 1 : 0;
            return stood;
        }
    }

    /** A call's place in a line. Touched by the call's event loop only, but for its waking. */
    final class Place {
        private final String bucket;
        private final Context loop;
        private final BooleanSupplier tries;
        private final Runnable expired;
        private final long deadline;
        private long timer = -1;
        private boolean isLeft;

        private Place(String bucket, Duration longest, BooleanSupplier tries, Runnable expired) {
            this.bucket = bucket;
            this.loop = vertx.getOrCreateContext();
            this.tries = tries;
            this.expired = expired;
            this.deadline = nanos.getAsLong() + longest.toNanos();
        }

        /** From any thread. */
        private void wake() {
            loop.runOnContext(v -> look());
        }

        private void look() {
            if (isLeft) {
                return;
            }
            vertx.cancelTimer(timer);
            boolean isFirst = lines.first(bucket) == this;
            if (isFirst && !lines.isStopped && isServed()) {
                return;
            }
            long left = (deadline - nanos.getAsLong()) / 1_000_000;
            if (left <= 0) {
                leave();
                expired.run();
                return;
            }
            // Time alone frees what a window holds, and nobody tells of that; who is not first is woken.
            timer = vertx.setTimer(Math.max(1, isFirst ? Math.min(left, LONGEST_LOOK) : left), id -> look());
        }

        /** Also one that fails at it goes: it must not keep the others waiting. */
        private boolean isServed() {
            boolean served = true;
            try {
                served = tries.getAsBoolean();
            } finally {
                if (served) {
                    leave();
                }
            }
            return served;
        }

        /** Gives the place up, whatever for; once. */
        void leave() {
            if (!isLeft) {
                isLeft = true;
                vertx.cancelTimer(timer);
                lines.remove(this);
                wakeFirst(bucket);
            }
        }
    }

    public WaitRoom(Vertx vertx, LongSupplier nanos, Lines lines) {
        this.vertx = vertx;
        this.nanos = nanos;
        this.lines = lines;
    }

    /**
     * Puts a call into a bucket's line; null where no place is left.
     *
     * @param isFirst whether it goes before all others, because they may wait for what it holds already
     * @param tries tries again; true where it needs to wait no longer, whatever came of it
     * @param expired called when its time is over
     */
    @Nullable
    Place enter(String bucket, int most, Duration longest, boolean isFirst, BooleanSupplier tries, Runnable expired) {
        Place place = new Place(bucket, longest, tries, expired);
        if (!lines.add(place, most, isFirst)) {
            return null;
        }
        place.wake();
        return place;
    }

    /** Nobody passes any more: what the calls that are ended now give back would let others begin. */
    void stop() {
        lines.isStopped = true;
    }

    /** Whether nobody waits for anything: the usual state, and cheap to ask. */
    boolean isEmpty() {
        return lines.waiting() == 0;
    }

    /** Whether somebody waits for this bucket, so that others go behind. */
    boolean hasLine(String bucket) {
        return lines.first(bucket) != null;
    }

    /** Something was given back there. */
    void freed(Collection<String> buckets) {
        if (!isEmpty()) {
            buckets.forEach(this::wakeFirst);
        }
    }

    private void wakeFirst(String bucket) {
        Place first = lines.first(bucket);
        if (first != null) {
            first.wake();
        }
    }
}
