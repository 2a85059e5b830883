package dev.penstock.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

/** The rivals for one call, with chance drawn for each of them. */
final class Draw {
    private final List<Rival> rivals;
    private final long seed;
    private final Fitness[] fitness;

    /** @param minds whether it matters how well they are; otherwise all count as fit */
    Draw(List<Rival> rivals, long seed, boolean minds) {
        this.rivals = rivals;
        this.seed = seed;
        this.fitness = new Fitness[rivals.size()];
        for (int i = 0; i < fitness.length; i++) {
            fitness[i] = minds ? fitness(rivals.get(i)) : Fitness.FIT;
        }
    }

    /** The worse of both decides: a call needs the target and the key. */
    private Fitness fitness(Rival rival) {
        Fitness target = rival.target().fitness(seed);
        Fitness key = rival.key().fitness(seed);
        return target.compareTo(key) >= 0 ? target : key;
    }

    /** The indexes of those that are so, as they are written. */
    List<Integer> with(Set<Fitness> wanted) {
        List<Integer> found = new ArrayList<>(fitness.length);
        for (int i = 0; i < fitness.length; i++) {
            if (wanted.contains(fitness[i])) {
                found.add(i);
            }
        }
        return found;
    }

    /** The same, the least first; equals stay as they are. */
    List<Integer> sorted(List<Integer> some, IntToDoubleFunction by) {
        if (some.size() < 2) {
            return some;
        }
        List<Integer> sorted = new ArrayList<>(some);
        sorted.sort(Comparator.comparingDouble(by::applyAsDouble));
        return sorted;
    }

    /**
     * Drawn by weight without putting back: each runs a race of exponential times (Efraimidis and Spirakis, 2006). With
     * an affinity for a seed this is rendezvous hashing: when one leaves, only its own calls move.
     */
    List<Integer> raced(List<Integer> some) {
        return sorted(some, this::arrival);
    }

    private double arrival(int index) {
        int weight = weight(index);
        double chance = Mix.fraction(Mix.of(seed, identity(index)));
        return weight <= 0 ? Double.MAX_VALUE : -Math.log1p(-chance) / weight;
    }

    private long identity(int index) {
        Rival rival = rivals.get(index);
        return Mix.of(rival.target().identity(), rival.key().identity());
    }

    int weight(int index) {
        return rivals.get(index).weight();
    }

    double readyIn(int index) {
        Rival rival = rivals.get(index);
        return Math.max(
                rival.target().readyIn().toNanos(), rival.key().readyIn().toNanos());
    }

    /** Equals may share a target or a key; what they do not share tells them apart. */
    private double open(int index) {
        Rival rival = rivals.get(index);
        return 1.0 + rival.target().inFlight() + rival.key().inFlight();
    }

    double load(int index) {
        return weight(index) <= 0 ? Double.MAX_VALUE : open(index) / weight(index);
    }

    double pace(int index) {
        Rival rival = rivals.get(index);
        return Math.max(rival.target().pace(), rival.key().pace());
    }

    /** One that was never asked is taken for as fast as the others usually are. */
    double cost(int index, double usual) {
        double pace = pace(index);
        return (pace == 0 ? usual : pace) * open(index);
    }

    double price(int index) {
        OptionalLong price = rivals.get(index).priceNano();
        return price.isPresent() ? price.getAsLong() : Double.MAX_VALUE;
    }

    /** Names the pool: the same rivals with the same weights. */
    long digest() {
        long digest = rivals.size();
        for (int i = 0; i < rivals.size(); i++) {
            digest = Mix.of(digest, identity(i) + weight(i));
        }
        return digest;
    }
}
