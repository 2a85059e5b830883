package dev.penstock.health;

import dev.penstock.call.Failure;
import dev.penstock.call.HealthSettings.Breaker;
import dev.penstock.health.LaneState.Kind;
import dev.penstock.health.Standing.Benched;
import dev.penstock.health.Standing.Warming;
import dev.penstock.health.Standing.Well;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How well one target or one key is, learned from its calls: whether it is left alone, how fast it answers, how many
 * calls are open. Shared by all event loops; every change is one atomic step.
 */
public final class Lane {
    private static final long SECOND = 1_000_000_000L;
    private static final int LOOKED_BACK = 10;
    /** Long enough that a burst is smoothed, short enough that a slow one is tried again soon. */
    private static final long AVERAGED_OVER = 10 * SECOND;

    private final Ground ground;
    private final @Nullable LaneName name;
    private final long identity;
    private final LongAdder ejections;
    private final AtomicReference<Standing> standing = new AtomicReference<>(Standing.NEW);
    private final Ring outcomes = new Ring(SECOND, LOOKED_BACK);
    private final Average firstByte = new Average(AVERAGED_OVER);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicLong openings = new AtomicLong();
    /** Whether it was looked up since the last sweep. */
    private volatile boolean used = true;

    private volatile long idleSince;

    /**
     * @param name empty for a lane that learns nothing
     * @param ejections counts with all lanes of its provider
     */
    Lane(Ground ground, @Nullable LaneName name, long identity, LongAdder ejections) {
        this.ground = ground;
        this.name = name;
        this.identity = identity;
        this.ejections = ejections;
    }

    /** Whether it takes a call; the seed decides for the call where only some are taken. */
    public Fitness fitness(long seed) {
        return switch (standing.get()) {
            case Well well -> Fitness.FIT;
            case Warming warming -> warmed(warming, seed);
            case Benched benched -> benched.fitness(ground.now());
        };
    }

    private Fitness warmed(Warming warming, long seed) {
        double share = warming.share(ground.now(), ground.settings());
        if (share >= 1) {
            standing.compareAndSet(warming, new Well(warming.since()));
            return Fitness.FIT;
        }
        return Mix.fraction(Mix.of(seed, identity)) < share ? Fitness.FIT : Fitness.WARMING;
    }

    /** How long until it is asked again; zero where it may be asked now. */
    public Duration readyIn() {
        return standing.get() instanceof Benched benched
                ? Duration.ofNanos(benched.readyIn(ground.now()))
                : Duration.ZERO;
    }

    /** Takes the place of the one probe: true where it got it, or where none is needed. */
    public boolean beginTrial() {
        while (standing.get() instanceof Benched benched && benched.cause().asksForProbes()) {
            long now = ground.now();
            if (benched.fitness(now) != Fitness.TRIAL) {
                return false;
            }
            if (standing.compareAndSet(benched, benched.probing(now))) {
                return true;
            }
        }
        return true;
    }

    /** A trial ended without a verdict, because its client left: the next one may find out. */
    public void abandoned() {
        if (standing.get() instanceof Benched benched && benched.probe() != Standing.NONE) {
            // Where somebody else was first, there is a verdict, or the place is free already.
            standing.compareAndSet(benched, benched.withoutProbe());
        }
    }

    /** A call is open from now on. */
    public void began() {
        inFlight.incrementAndGet();
    }

    /** A call is open no more. */
    public void ended() {
        inFlight.decrementAndGet();
    }

    /** An answer began, so long after its call. */
    public void answered(long firstByteNanos) {
        if (name == null) {
            return;
        }
        long now = ground.now();
        firstByte.addPeak(now, (double) firstByteNanos);
        alive(now - firstByteNanos, now, true);
    }

    /** A check found its origin well. */
    void checked() {
        if (standing.get() instanceof Benched benched && benched.fitness(ground.now()) == Fitness.TRIAL) {
            long now = ground.now();
            alive(now, now, false);
        }
    }

    private void alive(long began, long now, boolean counted) {
        Standing before = standing.get();
        while (before instanceof Benched benched) {
            Standing after = benched.answered(began, now, ground.settings());
            if (after.equals(benched) || standing.compareAndSet(benched, after)) {
                return;
            }
            before = standing.get();
        }
        if (counted) {
            outcomes.add(now, false);
            if (failuresInARow.get() != 0) {
                failuresInARow.set(0);
            }
        }
    }

    /** A call failed. Only what is this lane's fault counts against it. */
    public void failed(Failure failure) {
        failed(failure, 0);
    }

    /** The same, where it is known how long ago the call began: what began before it was benched says nothing now. */
    public void failed(Failure failure, long lastedNanos) {
        if (name == null) {
            return;
        }
        long now = ground.now();
        long began = now - lastedNanos;
        switch (Verdict.of(name.kind(), failure, ground.settings().cooling().longestAsked())) {
            case Verdict.Nothing nothing -> abandoned();
            case Verdict.Alive alive -> alive(began, now, false);
            case Verdict.Failed failed -> failed(failed.asked(), began, now);
            case Verdict.Cooled cooled -> bench(cooled.cause(), cooled.asked(), began, now);
        }
    }

    private void failed(long asked, long began, long now) {
        if (!ground.settings().breaker().on()) {
            return;
        }
        boolean opens = switch (standing.get()) {
            case Well well -> began >= well.since() && (countedOut(now) || asked > 0);
            case Warming warming -> began >= warming.since() && (countedOut(now) || asked > 0);
            case Benched benched -> true;
        };
        if (opens) {
            bench(Cause.FAILING, asked, began, now);
        }
    }

    /** Counts a failure; whether there are now enough. */
    private boolean countedOut(long now) {
        outcomes.add(now, true);
        Breaker breaker = ground.settings().breaker();
        if (failuresInARow.incrementAndGet() >= breaker.consecutive()) {
            return true;
        }
        long sum = outcomes.sum(now);
        long all = sum >>> 32;
        long bad = sum & 0xFFFF_FFFFL;
        return all >= breaker.outcomes() && bad * 100 >= all * breaker.percent();
    }

    private void bench(Cause cause, long asked, long began, long now) {
        Standing.Length length = new Standing.Length(cause, asked, identity, now, ground.settings());
        while (true) {
            Standing before = standing.get();
            Benched after = switch (before) {
                case Well well -> first(length, now);
                case Warming warming -> first(length, now);
                case Benched benched -> benched.failed(cause, began, now, length);
            };
            if (after.equals(before)) {
                return;
            }
            if (standing.compareAndSet(before, after)) {
                if (!(before instanceof Benched benched && benched.since() == after.since())) {
                    ejected();
                }
                return;
            }
        }
    }

    private void ejected() {
        failuresInARow.set(0);
        outcomes.clear();
        openings.incrementAndGet();
        ejections.increment();
    }

    private static Benched first(Standing.Length length, long now) {
        return new Benched(length.cause(), now, now + length.nanos(1), 1, 0, Standing.NONE);
    }

    int inFlight() {
        return inFlight.get();
    }

    /** The smoothed time to the first byte in nanoseconds, fading while nobody asks; 0 where nothing is known. */
    double pace() {
        return firstByte.fading(ground.now());
    }

    long identity() {
        return identity;
    }

    @Nullable
    LaneName name() {
        return name;
    }

    void use() {
        if (!used) {
            used = true;
        }
    }

    /** Whether nobody has looked it up since the last sweep, and it holds nobody back. */
    boolean isUnused() {
        return !used && inFlight.get() == 0 && !readyIn().isPositive();
    }

    /** Whether nothing would be lost with it: nobody looked it up for so long, no call is open, it is not benched. */
    boolean isIdle(long now, long longEnough) {
        if (used || inFlight.get() != 0 || readyIn().isPositive()) {
            used = false;
            idleSince = now;
            return false;
        }
        return now - idleSince >= longEnough;
    }

    LaneState.Standing shown() {
        return switch (standing.get()) {
            case Well well -> LaneState.Standing.CLOSED;
            case Warming warming ->
                warming.share(ground.now(), ground.settings()) >= 1
                        ? LaneState.Standing.CLOSED
                        : LaneState.Standing.WARMING;
            case Benched benched -> shown(benched);
        };
    }

    private LaneState.Standing shown(Benched benched) {
        boolean isOver = benched.isOver(ground.now());
        return switch (benched.cause()) {
            case FAILING -> isOver ? LaneState.Standing.HALF_OPEN : LaneState.Standing.OPEN;
            case THROTTLED -> isOver ? LaneState.Standing.CLOSED : LaneState.Standing.COOLING;
            case EXHAUSTED, REJECTED -> isOver ? LaneState.Standing.HALF_OPEN : LaneState.Standing.COOLING;
        };
    }

    LaneState state(LaneName known) {
        boolean isKey = known.kind() == Kind.KEY;
        return new LaneState(
                known.kind(),
                known.account(),
                isKey ? Optional.of(known.place()) : Optional.empty(),
                known.provider(),
                isKey ? known.provider() : known.place(),
                known.name(),
                shown(),
                readyIn(),
                Duration.ofNanos((long) firstByte.value()),
                inFlight(),
                openings.get());
    }
}
