package dev.penstock.health;

import dev.penstock.call.Routing;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Decides in which order equals are asked. */
public final class Balancer {
    Balancer() {}

    /** The indexes of all rivals, the one to ask first at the front. */
    public List<Integer> order(Routing.Strategy strategy, List<Rival> rivals, long seed, OptionalLong affinity) {
        return IntStream.range(0, rivals.size()).boxed().toList();
    }
}
