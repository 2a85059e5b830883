package dev.penstock.pipeline;

import dev.penstock.cache.Explanation;
import dev.penstock.call.Counted;
import dev.penstock.call.Credential;
import dev.penstock.call.Decision;
import dev.penstock.call.Dialect;
import dev.penstock.call.GatewaySettings.Retries.Backoff;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What would become of a call, were it made now. Holds no body, no header and no credential.
 *
 * @param surface native or universal
 * @param revision of the configuration
 * @param refusal why it would not be sent; with {@link Verdict#REFUSED}
 * @param route what of a route it would pass; empty for a call that takes none
 * @param decisions what else would be decided before it is sent, such as who cannot be asked at all
 * @param targets in the order in which they would be tried, those passed over among them
 */
public record Forecast(
        String surface,
        long revision,
        String priceVersion,
        Verdict verdict,
        Optional<Refusal> refusal,
        List<Passed> route,
        List<Decision> decisions,
        List<Target> targets) {
    public Forecast {
        route = List.copyOf(route);
        decisions = List.copyOf(decisions);
        targets = List.copyOf(targets);
    }

    /** What would come first. */
    public enum Verdict {
        /** The cache would answer it. */
        CACHED,
        /** Its first target that limits let pass would be asked. */
        SENT,
        /** It would wait for a limit. */
        WAITS,
        REFUSED
    }

    /**
     * An element of a route.
     *
     * @param branch which way it would go on from there
     */
    public record Passed(String element, String kind, String branch, String why) {}

    /**
     * Where one target stands in the plan.
     *
     * @param element of the route it is one of
     * @param why it is there
     * @param passedOver why it would not be tried; empty where it would
     */
    public record Place(Optional<String> element, String why, Optional<String> passedOver) {}

    /**
     * One request to one provider.
     *
     * @param passes whether its limits would let it
     * @param waits whether it would wait where they do not
     * @param refusal what they would answer
     * @param cache what the cache makes of it; empty for one that is passed over
     */
    public record Target(
            int index,
            Place place,
            Aim aim,
            Patience patience,
            Size size,
            List<Limit> limits,
            boolean passes,
            boolean waits,
            Optional<Refusal> refusal,
            Optional<Explanation> cache) {
        public Target {
            limits = List.copyOf(limits);
        }

        boolean isTried() {
            return place.passedOver.isEmpty();
        }
    }

    /**
     * Where it would go.
     *
     * @param host scheme and port included
     * @param keyAlias of the stored key
     * @param keyless whether the provider needs a credential and the call would have none
     */
    public record Aim(
            String provider,
            String model,
            String host,
            Dialect dialect,
            boolean stream,
            Credential credential,
            Optional<String> keyAlias,
            boolean keyless) {}

    /**
     * How long and how often.
     *
     * @param firstByte the time to the head of an answer
     * @param attempts at this target, the first one included
     */
    public record Patience(Duration firstByte, int attempts, Duration delay, Backoff backoff) {}

    /**
     * What it can come to at most.
     *
     * @param costNano in nano-USD; empty where it has no price
     */
    public record Size(long inputTokens, long outputTokens, OptionalLong costNano) {}

    /**
     * A limit it would fall under.
     *
     * @param values what its bucket is for
     * @param wants the most the call may take of it
     * @param strict whether all of that must be left; else something must
     * @param otherwise what becomes of calls for which nothing is left
     */
    public record Limit(
            String rule,
            String origin,
            Map<String, String> values,
            Counted counted,
            long wants,
            long taken,
            long limit,
            boolean strict,
            Duration reset,
            boolean passes,
            LimitRule.Exhausted otherwise) {
        public long left() {
            return Math.max(0, limit - taken);
        }
    }
}
