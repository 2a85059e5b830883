package dev.penstock.health;

import dev.penstock.call.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** A target that answers as the test says, and remembers when it was asked. */
final class FakeTarget {
    private final String name;
    private final int weight;
    private final List<Long> asked = new ArrayList<>();
    private long latency = 100 * Simulation.MILLI;
    private double spread = 0.2;
    private double failing;
    private Failure failure = new Failure.ServerError(500, Optional.empty());
    private long failsAfter = 20 * Simulation.MILLI;
    private OptionalLong price = OptionalLong.empty();

    /** What it answers, and after which time. */
    record Answer(long after, Optional<Failure> failure) {}

    FakeTarget(String name, int weight) {
        this.name = name;
        this.weight = weight;
    }

    FakeTarget latency(long nanos) {
        latency = nanos;
        return this;
    }

    FakeTarget price(long nano) {
        price = OptionalLong.of(nano);
        return this;
    }

    /** This share of its answers are failures from now on. */
    FakeTarget failing(double share) {
        failing = share;
        return this;
    }

    FakeTarget failingWith(Failure with, long after) {
        failure = with;
        failsAfter = after;
        return failing(1);
    }

    Lane lane(HealthBook book) {
        return book.target("acme", "provider", "https://" + name, "model");
    }

    Rival rival(HealthBook book) {
        return new Rival(weight, lane(book), book.key("acme", "gateway", "provider", name), price);
    }

    void asked(long now) {
        asked.add(now);
    }

    Answer answer(long now, SplittableRandom chance) {
        if (chance.nextDouble() < failing) {
            return new Answer(failsAfter, Optional.of(failure));
        }
        return new Answer((long) (latency * (1 - spread / 2 + spread * chance.nextDouble())), Optional.empty());
    }

    int count() {
        return asked.size();
    }

    int countBetween(long from, long until) {
        return (int) asked.stream().filter(at -> at >= from && at < until).count();
    }

    void forget() {
        asked.clear();
    }
}
