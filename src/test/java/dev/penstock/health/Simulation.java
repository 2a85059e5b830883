package dev.penstock.health;

import dev.penstock.call.HealthSettings;
import dev.penstock.call.Routing.Strategy;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/** Calls to made-up targets on a clock of its own, walked as the gateway walks them. */
final class Simulation {
    static final long SECOND = 1_000_000_000L;
    static final long MILLI = 1_000_000L;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final SplittableRandom chance;
    private final HealthBook book;
    private long now = 12_345;
    private long number;
    private long calls;
    private long attempts;
    private long answered;

    private record Event(long at, long number, Runnable what) {}

    Simulation(long seed) {
        this.chance = new SplittableRandom(seed);
        this.book = new HealthBook(() -> now, HealthSettings.DEFAULT);
    }

    HealthBook book() {
        return book;
    }

    long now() {
        return now;
    }

    long calls() {
        return calls;
    }

    long attempts() {
        return attempts;
    }

    long answered() {
        return answered;
    }

    void in(long nanos, Runnable what) {
        events.add(new Event(now + nanos, number++, what));
    }

    /** Lets so much time pass. */
    void pass(Duration time) {
        long until = now + time.toNanos();
        while (!events.isEmpty() && events.peek().at() <= until) {
            Event next = events.remove();
            now = next.at();
            next.what().run();
        }
        now = until;
    }

    /** Calls at random moments, so many a second on average, for so long. */
    void traffic(double perSecond, Duration time, Strategy strategy, List<FakeTarget> targets) {
        long until = now + time.toNanos();
        Runnable[] next = new Runnable[1];
        next[0] = () -> {
            if (now < until) {
                call(strategy, targets, OptionalLong.empty());
                in(untilNext(perSecond), next[0]);
            }
        };
        in(untilNext(perSecond), next[0]);
        pass(time);
    }

    private long untilNext(double perSecond) {
        return (long) (-Math.log1p(-chance.nextDouble()) / perSecond * SECOND);
    }

    void call(Strategy strategy, List<FakeTarget> targets, OptionalLong affinity) {
        calls++;
        List<Rival> rivals = targets.stream().map(target -> target.rival(book)).toList();
        List<Integer> order = book.balancer().order(strategy, rivals, chance.nextLong(), affinity);
        walk(order, targets, chance.nextLong(), new HashSet<>());
    }

    /** The next that may be asked; where none was asked yet and all are left alone, the first all the same. */
    private void walk(List<Integer> order, List<FakeTarget> targets, long seed, Set<Integer> asked) {
        for (int index : order) {
            if (!asked.contains(index) && mayGo(targets.get(index), seed)) {
                attempt(index, order, targets, seed, asked);
                return;
            }
        }
        if (asked.isEmpty()) {
            attempt(order.getFirst(), order, targets, seed, asked);
        }
    }

    private boolean mayGo(FakeTarget target, long seed) {
        Lane lane = target.lane(book);
        return switch (lane.fitness(seed)) {
            case FIT, WARMING -> true;
            case TRIAL -> lane.beginTrial();
            case BENCHED -> false;
        };
    }

    private void attempt(int index, List<Integer> order, List<FakeTarget> targets, long seed, Set<Integer> asked) {
        asked.add(index);
        attempts++;
        FakeTarget target = targets.get(index);
        Lane lane = target.lane(book);
        long began = now;
        lane.began();
        target.asked(now);
        FakeTarget.Answer answer = target.answer(now, chance);
        in(answer.after(), () -> {
            lane.ended();
            if (answer.failure().isEmpty()) {
                answered++;
                lane.answered(now - began);
            } else {
                lane.failed(answer.failure().get(), now - began);
                walk(order, targets, seed, asked);
            }
        });
    }
}
