package dev.penstock.ledger;

import static dev.penstock.ledger.Claims.claim;
import static dev.penstock.ledger.Claims.jumped;
import static dev.penstock.ledger.Claims.later;

import dev.penstock.call.Claim;
import dev.penstock.call.Moment;
import dev.penstock.call.Posting;
import dev.penstock.call.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

/** One sequence of takings, settlings, waits, clock jumps and restarts, drawn from a seed. */
final class ModelCase {
    private static final List<Window.Period> PERIODS = List.copyOf(EnumSet.allOf(Window.Period.class));
    private static final long LIMIT = 100;
    private static final Duration[] LENGTHS = {
        Duration.ofMillis(7), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(1)
    };
    private static final String[] ZONES = {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe"};

    private final long seed;
    private final SplittableRandom random;
    private final Window window;
    private final long span;
    private final NaiveBucket model;
    private final List<Going> going = new ArrayList<>();
    private final List<Held> all = new ArrayList<>();
    private MemoryCounters counters = new MemoryCounters(8);
    private Moment now;
    private Duration jump = Duration.ZERO;
    private boolean hasJumped;
    private boolean hasRestarted;

    /** Something held, here and in the model. */
    private record Going(Held held, NaiveBucket.Entry entry) {}

    ModelCase(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.window = window();
        this.span = span(window);
        this.model = new NaiveBucket(window);
        this.now =
                Claims.at(Instant.ofEpochSecond(1_700_000_000L + random.nextLong(100_000_000L), random.nextInt(1000)));
    }

    private Window window() {
        Duration length = LENGTHS[random.nextInt(LENGTHS.length)];
        Window.Period period = PERIODS.get(random.nextInt(PERIODS.size()));
        int zones = period == Window.Period.HOURLY ? 2 : 3;
        return switch (random.nextInt(4)) {
            case 0 -> new Window.Fixed(length);
            case 1 -> new Window.Sliding(length);
            case 2 -> Claims.calendar(period, ZONES[random.nextInt(zones)]);
            default -> new Window.WhileOpen();
        };
    }

    private static long span(Window window) {
        return switch (window) {
            case Window.Fixed(var length) -> length.toNanos();
            case Window.Sliding(var length) -> length.toNanos();
            case Window.Calendar calendar ->
                switch (calendar.period()) {
                    case HOURLY -> Duration.ofHours(1).toNanos();
                    case DAILY -> Duration.ofDays(1).toNanos();
                    case WEEKLY -> Duration.ofDays(7).toNanos();
                    case MONTHLY -> Duration.ofDays(30).toNanos();
                };
            case Window.WhileOpen _ -> Duration.ofMinutes(1).toNanos();
        };
    }

    void run() {
        for (int steps = 3 + random.nextInt(14); steps > 0; steps--) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 -> take();
                case 5, 6, 7 -> settle();
                case 8, 9 -> now = later(now, Duration.ofNanos(random.nextLong(longestStep())));
                case 10 -> jump();
                default -> restart();
            }
            check(counted(now) >= model.least(now) && counted(now) <= model.most(now), "counted");
        }
        settleTheRest();
    }

    private long longestStep() {
        return switch (random.nextInt(4)) {
            case 0 -> Math.max(2, span / 100);
            case 1 -> span / 3;
            case 2 -> span + 2;
            default -> span * 2;
        };
    }

    private void take() {
        boolean strict = random.nextInt(4) > 0 || window instanceof Window.WhileOpen;
        Claim claim = claim("k", window, strict ? random.nextLong(60) : 0, LIMIT, strict);
        long wanted = strict ? claim.amount() : 1;
        switch (counters.take(List.of(claim), now)) {
            case Taking.Taken taken -> {
                check(model.least(now) + wanted <= LIMIT, "taken");
                all.addAll(taken.held());
                going.add(new Going(taken.held().getFirst(), model.add(now, claim.amount())));
            }
            case Taking.Refused refused -> {
                check(model.most(now) + wanted > LIMIT, "refused");
                refused.retryAfter().ifPresent(wait -> checkRetry(wait, wanted));
            }
            case Taking.Full _ -> check(false, "full");
        }
    }

    /** A period that the clock was in before it was set back may hold something already. */
    private void checkRetry(Duration wait, long wanted) {
        if (hasJumped && window instanceof Window.Calendar) {
            return;
        }
        check(counted(later(now, wait)) + wanted <= LIMIT, "fits after the wait");
        check(counted(later(now, wait.minusNanos(1))) + wanted > LIMIT, "does not fit before");
    }

    private void settle() {
        if (going.isEmpty()) {
            return;
        }
        Going one = going.remove(random.nextInt(going.size()));
        long amount = window instanceof Window.WhileOpen ? 0 : random.nextLong(70);
        counters.settle(one.held, amount);
        counters.settle(one.held, random.nextLong(70));
        one.entry.becomes(amount);
        check(one.held.posting().amount() == amount, "posting");
    }

    /** Forth, and later back. */
    private void jump() {
        if (!jump.isZero()) {
            now = jumped(now, jump.negated());
            jump = Duration.ZERO;
        } else if (!hasJumped) {
            hasJumped = true;
            boolean back = random.nextBoolean();
            boolean far = random.nextBoolean() && !(back && (hasRestarted || isHourly()));
            jump = (far ? Duration.ofDays(1) : Duration.ofHours(1)).multipliedBy(back ? -1 : 1);
            now = jumped(now, jump);
        }
    }

    /** What was there a day ago is not kept for hours, nor for what was restored. */
    private boolean isHourly() {
        return window instanceof Window.Calendar calendar && calendar.period() == Window.Period.HOURLY;
    }

    /** What goes on when the process dies is charged as held; what is past does not come back. */
    private void restart() {
        if (window instanceof Window.WhileOpen || hasJumped) {
            return;
        }
        List<Posting> postings = all.stream().map(Held::posting).toList();
        long before = counted(now);
        counters = new MemoryCounters(8);
        counters.restore(postings, now);
        hasRestarted = true;
        going.clear();
        model.forget(now);
        check(counted(now) == before, "restored");
    }

    private void settleTheRest() {
        while (!going.isEmpty()) {
            settle();
        }
        check(counters.totals().open() == 0 && counters.totals().heldNano() == 0, "nothing open");
        check(counted(now) >= model.least(now) && counted(now) <= model.most(now), "counted at the end");
        Moment far = later(now, Duration.ofNanos(span * 3));
        check(counted(far) == 0, "nothing counts for ever");
    }

    private long counted(Moment moment) {
        return counters.standing(claim("k", window, 0, LIMIT, true).bucket(), LIMIT, moment)
                .taken();
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("Case " + seed + ", " + window + " at " + now + ": " + what + "; counted "
                    + counted(now) + ", model " + model.least(now) + " to " + model.most(now));
        }
    }
}
