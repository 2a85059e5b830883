package dev.penstock.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How it is judged whether targets, keys and upstreams are well. */
public record HealthSettings(
        Breaker breaker, Cooling cooling, RetryBudget retries, Concurrency concurrency, List<ActiveCheck> active) {

    public static final HealthSettings DEFAULT =
            new HealthSettings(Breaker.DEFAULT, Cooling.DEFAULT, RetryBudget.DEFAULT, Concurrency.DEFAULT, List.of());

    public HealthSettings {
        active = List.copyOf(active);
    }

    /** The same, with this as the most calls open at an upstream where the settings name no number. */
    public HealthSettings withMost(int most) {
        return concurrency.most.isPresent()
                ? this
                : new HealthSettings(
                        breaker,
                        cooling,
                        retries,
                        new Concurrency(concurrency.adaptive, concurrency.least, OptionalInt.of(most)),
                        active);
    }

    /**
     * When a target is passed over because it fails, and how it comes back.
     *
     * @param consecutive so many failures in a row open it
     * @param percent or so many of a hundred outcomes of the last 10 s, where there are enough
     * @param outcomes the fewest outcomes that share is reckoned from
     * @param open how long it stays passed over the first time; doubles while it goes on failing
     * @param longestOpen the longest of these times
     * @param probes so many good answers, one call at a time, close it
     * @param slowStart over so long its share of calls grows to the whole afterwards; zero is at once
     */
    public record Breaker(
            boolean on,
            int consecutive,
            int percent,
            int outcomes,
            Duration open,
            Duration longestOpen,
            int probes,
            Duration slowStart) {
        public static final Breaker DEFAULT =
                new Breaker(true, 5, 50, 20, Duration.ofSeconds(2), Duration.ofSeconds(8), 2, Duration.ofSeconds(5));
    }

    /**
     * How long a key, or a target that names a time, is left alone.
     *
     * @param longestAsked the longest time an upstream can ask for
     * @param throttled the first time after a throttling that names none; doubles while repeated
     * @param longestThrottled the longest of these
     * @param exhausted the first time where quota or credit is used up; doubles while repeated
     * @param rejected the first time where the key was not taken; doubles while repeated
     * @param longest the longest of these two
     */
    public record Cooling(
            Duration longestAsked,
            Duration throttled,
            Duration longestThrottled,
            Duration exhausted,
            Duration rejected,
            Duration longest) {
        public static final Cooling DEFAULT = new Cooling(
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofSeconds(8),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5));
    }

    /**
     * How many further tries an upstream gets, over the whole process.
     *
     * @param percent of the first tries of the last 10 s
     * @param least so many in a second are allowed in any case
     */
    public record RetryBudget(int percent, int least) {
        public static final RetryBudget DEFAULT = new RetryBudget(20, 3);
    }

    /**
     * How many calls may be open at one upstream.
     *
     * @param adaptive whether the number follows how the upstream copes
     * @param least it never falls below
     * @param most it never rises above, and begins there; empty is as many as there may be connections
     */
    public record Concurrency(boolean adaptive, int least, OptionalInt most) {
        public static final Concurrency DEFAULT = new Concurrency(true, 100, OptionalInt.empty());
    }

    /**
     * An upstream that is asked now and then whether it is well.
     *
     * @param provider the provider whose address is asked, unless a URL is given
     * @param url the address that is asked
     * @param path what is asked for there
     */
    public record ActiveCheck(
            Optional<String> provider, Optional<String> url, String path, Duration every, Duration timeout) {}
}
