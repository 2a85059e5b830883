package dev.penstock.pipeline;

import dev.penstock.call.Scope;
import dev.penstock.health.Fitness;
import dev.penstock.health.HealthBook;
import dev.penstock.health.Lane;
import dev.penstock.health.Upstream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where it is kept how well one candidate is: its target, its key, and the upstream it shares with all calls. */
record Lanes(Lane target, @Nullable Lane key, Upstream upstream) {

    /** @param hasChoice whether anything else could be tried: a caller's own key is only looked after where it matters */
    static Lanes of(CallScope scope, Candidate candidate, String provider, String model, boolean hasChoice) {
        HealthBook health = scope.engine.health();
        Scope at = Objects.requireNonNull(scope.address).scope();
        String origin = candidate.origin().toString();
        boolean isKept = candidate.key() instanceof KeyChoice.Kept;
        Lane key =
                isKept || hasChoice ? health.key(at.account(), at.gateway(), provider, candidate.credential()) : null;
        return new Lanes(health.target(at.account(), provider, origin, model), key, health.upstream(origin));
    }

    /** The worse of what target and key say. */
    Fitness fitness(long seed) {
        Fitness one = target.fitness(seed);
        Fitness other = key == null ? Fitness.FIT : key.fitness(seed);
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Takes the place of a probe where one is due; false where another has it. */
    boolean beginTrial() {
        if (!target.beginTrial()) {
            return false;
        }
        if (key != null && !key.beginTrial()) {
            target.abandoned();
            return false;
        }
        return true;
    }
}
