package dev.penstock.pipeline;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Where calls wait until a limit has something left: first come, first served on one event loop. How many wait for one
 * bucket is counted over all loops. Touched by its event loop only.
 */
public final class WaitRoom {
    private static final long LONGEST_LOOK = 100;

    private final Vertx vertx;
    private final LongSupplier nanos;
    private final Places places;
    private final Map<String, Deque<Waiter>> queues = new HashMap<>();

    /** The places of all loops: how many wait for each bucket. */
    public static final class Places {
        private final ConcurrentHashMap<String, Integer> taken = new ConcurrentHashMap<>();

        private boolean take(String bucket, int most) {
            boolean[] got = new boolean[1];
            taken.compute(bucket, (key, now) -> {
                int waiting = now == null ? 0 : now;
                got[0] = waiting < most;
                return got[0] ? (Integer) (waiting + 1) : now;
            });
            return got[0];
        }

        private void leave(String bucket) {
            taken.computeIfPresent(bucket, (key, waiting) -> waiting == 1 ? null : (Integer) (waiting - 1));
        }

        /** How many wait now. */
        public int waiting() {
            return taken.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /**
     * A call that waits.
     *
     * @param tries tries again; true where it needs to wait no longer, whatever came of it
     * @param expired called in its place when its time is over
     */
    private record Waiter(BooleanSupplier tries, Runnable expired, long deadline) {}

    public WaitRoom(Vertx vertx, LongSupplier nanos, Places places) {
        this.vertx = vertx;
        this.nanos = nanos;
        this.places = places;
    }

    /** Puts a call into a bucket's queue; false where no place is left. */
    boolean enter(String bucket, int most, Duration longest, BooleanSupplier tries, Runnable expired) {
        if (!places.take(bucket, most)) {
            return false;
        }
        Deque<Waiter> queue = queues.computeIfAbsent(bucket, first -> new ArrayDeque<>());
        queue.add(new Waiter(tries, expired, nanos.getAsLong() + longest.toNanos()));
        if (queue.size() == 1) {
            lookAgain(bucket, queue);
        }
        return true;
    }

    private void lookAgain(String bucket, Deque<Waiter> queue) {
        long left = (java.util.Objects.requireNonNull(queue.peek()).deadline - nanos.getAsLong()) / 1_000_000;
        vertx.setTimer(Math.clamp(left, 1, LONGEST_LOOK), id -> look(bucket, queue));
    }

    private void look(String bucket, Deque<Waiter> queue) {
        try {
            boolean served = true;
            while (served && !queue.isEmpty()) {
                served = serve(bucket, queue);
            }
        } finally {
            if (queue.isEmpty()) {
                queues.remove(bucket);
            } else {
                lookAgain(bucket, queue);
            }
        }
    }

    /** Whether the first needs to wait no longer. Also one that fails at it goes: it must not keep the others waiting. */
    private boolean serve(String bucket, Deque<Waiter> queue) {
        Waiter first = queue.element();
        boolean served = true;
        try {
            served = first.tries.getAsBoolean();
            if (!served && nanos.getAsLong() - first.deadline >= 0) {
                served = true;
                first.expired.run();
            }
        } finally {
            if (served) {
                queue.remove();
                places.leave(bucket);
            }
        }
        return served;
    }
}
