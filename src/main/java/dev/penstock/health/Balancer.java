package dev.penstock.health;

import dev.penstock.call.Routing.Strategy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * Decides in which order equals are asked: those that are fit by the strategy, then those that are coming back, then
 * those that are left alone, the one that is ready soonest first. Nobody is left out: the last one may be all there is.
 * The same lanes and the same seed give the same order, but for turns, which are counted.
 */
public final class Balancer {
    private static final int POOLS = 1024;
    private static final Set<Fitness> FIT = EnumSet.of(Fitness.FIT);
    private static final Set<Fitness> FIT_OR_TRIAL = EnumSet.of(Fitness.FIT, Fitness.TRIAL);
    private static final Set<Fitness> TRIAL = EnumSet.of(Fitness.TRIAL);
    private static final Set<Fitness> WARMING = EnumSet.of(Fitness.WARMING);
    private static final Set<Fitness> BENCHED = EnumSet.of(Fitness.BENCHED);

    /** Whose turn it is, by a digest of the pool; two pools with the same digest take turns together. */
    private final AtomicIntegerArray turns = new AtomicIntegerArray(POOLS);

    Balancer() {}

    /**
     * The indexes of all rivals, the one to ask first at the front.
     *
     * @param affinity calls with the same number are asked of the same one while it is fit; it comes before the strategy
     */
    public List<Integer> order(Strategy strategy, List<Rival> rivals, long seed, OptionalLong affinity) {
        return order(strategy, rivals, seed, affinity, true);
    }

    /** @param minds whether it matters how well they are */
    public List<Integer> order(Strategy strategy, List<Rival> rivals, long seed, OptionalLong affinity, boolean minds) {
        if (rivals.size() == 1) {
            return List.of(0);
        }
        Draw draw = new Draw(rivals, affinity.orElse(seed), minds);
        List<Integer> order = new ArrayList<>(rivals.size());
        if (affinity.isPresent()) {
            order.addAll(draw.raced(draw.with(FIT_OR_TRIAL)));
            order.addAll(draw.raced(draw.with(WARMING)));
        } else {
            inOrder(strategy, draw, order);
        }
        order.addAll(draw.sorted(draw.with(BENCHED), draw::readyIn));
        return order;
    }

    private void inOrder(Strategy strategy, Draw draw, List<Integer> order) {
        switch (strategy) {
            case FIRST -> {
                order.addAll(draw.with(FIT_OR_TRIAL));
                order.addAll(draw.with(WARMING));
            }
            case CHEAPEST -> {
                order.addAll(draw.sorted(draw.with(FIT_OR_TRIAL), draw::price));
                order.addAll(draw.sorted(draw.with(WARMING), draw::price));
            }
            case WEIGHTED, ROUND_ROBIN, LEAST_IN_FLIGHT, FASTEST -> sharing(strategy, draw, order);
        }
    }

    /** One that may be back goes first, because only a call that goes there can tell; further ones behind the others. */
    private void sharing(Strategy strategy, Draw draw, List<Integer> order) {
        List<Integer> trials = draw.raced(draw.with(TRIAL));
        int probed = Math.min(1, trials.size());
        order.addAll(trials.subList(0, probed));
        order.addAll(shared(strategy, draw, draw.with(FIT)));
        order.addAll(shared(strategy, draw, draw.with(WARMING)));
        order.addAll(trials.subList(probed, trials.size()));
    }

    private List<Integer> shared(Strategy strategy, Draw draw, List<Integer> some) {
        if (some.size() < 2) {
            return some;
        }
        return switch (strategy) {
            case FIRST -> some;
            case WEIGHTED -> draw.raced(some);
            case ROUND_ROBIN -> inTurn(draw, some);
            case LEAST_IN_FLIGHT -> draw.sorted(draw.raced(some), draw::load);
            case FASTEST -> fasterOfTwo(draw, draw.raced(some));
            case CHEAPEST -> draw.sorted(some, draw::price);
        };
    }

    private List<Integer> inTurn(Draw draw, List<Integer> some) {
        int turn = turns.getAndIncrement((int) (draw.digest() & (POOLS - 1)));
        int first = Turn.of(turn, some.stream().mapToInt(draw::weight).toArray());
        return IntStream.range(0, some.size())
                .mapToObj(i -> some.get((first + i) % some.size()))
                .toList();
    }

    /** The power of two choices: the better of two drawn, so that not all run to the one that is best just now. */
    private static List<Integer> fasterOfTwo(Draw draw, List<Integer> raced) {
        double usual = raced.stream()
                .mapToDouble(draw::pace)
                .filter(pace -> pace > 0)
                .average()
                .orElse(1);
        int first = raced.get(0);
        int second = raced.get(1);
        if (draw.cost(second, usual) >= draw.cost(first, usual)) {
            return raced;
        }
        List<Integer> swapped = new ArrayList<>(raced);
        swapped.set(0, second);
        swapped.set(1, first);
        return swapped;
    }
}
