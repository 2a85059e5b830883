package dev.penstock.config;

import dev.penstock.call.Routing;
import dev.penstock.call.Routing.Keys;
import dev.penstock.call.Routing.Strategy;
import dev.penstock.call.Routing.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys under "routing" of a gateway: how it finds its way to an answer beyond Cloudflare's retries. */
final class RoutingKeys {
    private static final Routing DEFAULT = Routing.DEFAULT;

    private static final Key<Strategy> STRATEGY = Key.of(
            "strategy",
            Kinds.oneOf(Strategy.class),
            DEFAULT.strategy(),
            "Which key and which address of a provider is asked where it has several: in their order, by weight, in turn,"
                    + " the one with the fewest open calls, the better of two by time to the first byte, or the cheapest.");
    private static final Key<Optional<String>> AFFINITY_HEADER = Key.optional(
            "affinity_header",
            Kinds.matching("[A-Za-z0-9-]{1,64}", "the name of a header: 1 to 64 letters, digits or '-'"),
            "none",
            "A request header; calls with the same value in it go to the same key and address while that is well.");
    private static final Key<Keys> KEYS = Key.of(
            "keys",
            Kinds.oneOf(Keys.class),
            DEFAULT.keys(),
            "Whether calls that name no stored key use the provider's default one, or share all of them.");
    private static final Key<Boolean> REPLAY_UNCLEAR = Key.of(
            "replay_unclear",
            Kinds.flag(),
            DEFAULT.replaysUnclear(),
            "Whether a call is sent again to the same target where the connection died before an answer, so that it may"
                    + " already have been worked on and charged.");
    private static final Key<Duration> RETRY_AFTER_CAP = Key.of(
            "retry_after_cap",
            Kinds.span("0s", "10m"),
            DEFAULT.retryAfter(),
            "The longest an upstream can make a call wait for a further try; where it asks for more, there is none.");
    private static final Key<Boolean> HEALTH = Key.of(
            "health",
            Kinds.flag(),
            DEFAULT.health(),
            "Whether targets and keys that fail are passed over while there is another.");

    private static final Key<Long> BYTES = Key.of(
            "bytes",
            Kinds.size(0, ByteSize.MB),
            (long) DEFAULT.window().bytes(),
            "The most that is held of one answer; 0 turns the window off.");
    private static final Key<Integer> EVENTS = Key.of(
            "events",
            Kinds.whole(1, 10_000),
            DEFAULT.window().events(),
            "The most events that are held of one stream.");
    private static final Key<Duration> TIME = Key.of(
            "time", Kinds.span("1ms", "10m"), DEFAULT.window().time(), "The longest that a beginning answer is held.");
    private static final Key<Window> WINDOW = Key.section(
            "window",
            new SectionKind<>(
                    List.of(BYTES, EVENTS, TIME),
                    fields -> new Window(Math.toIntExact(fields.get(BYTES)), fields.get(EVENTS), fields.get(TIME))),
            "How much of a beginning answer is held until its first content, where another target or try is left, so that"
                    + " a failure before it stays unseen; whichever bound is reached first.");

    static final SectionKind<Routing> SECTION = new SectionKind<>(
            List.of(STRATEGY, AFFINITY_HEADER, KEYS, REPLAY_UNCLEAR, RETRY_AFTER_CAP, WINDOW, HEALTH),
            fields -> new Routing(
                    fields.get(STRATEGY),
                    fields.get(AFFINITY_HEADER),
                    fields.get(KEYS),
                    fields.get(REPLAY_UNCLEAR),
                    fields.get(RETRY_AFTER_CAP),
                    fields.get(WINDOW),
                    fields.get(HEALTH)));

    private RoutingKeys() {}
}
