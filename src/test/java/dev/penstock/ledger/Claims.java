package dev.penstock.ledger;

import dev.penstock.call.Bucket;
import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Moment;
import dev.penstock.call.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Claims, windows and moments for tests of counters. */
final class Claims {
    static final Window MINUTE = new Window.Fixed(Duration.ofMinutes(1));
    static final Window TRAILING_MINUTE = new Window.Sliding(Duration.ofMinutes(1));
    static final Window OPEN = new Window.WhileOpen();

    private Claims() {}

    static Window calendar(Window.Period period, String zone) {
        return new Window.Calendar(period, ZoneId.of(zone));
    }

    static Claim strict(String key, Window window, long amount, long limit) {
        return claim(key, window, amount, limit, true);
    }

    static Claim eventual(String key, Window window, long limit) {
        return claim(key, window, 0, limit, false);
    }

    static Claim claim(String key, Window window, long amount, long limit, boolean strict) {
        Counted counted = window instanceof Window.WhileOpen ? Counted.CALLS_AT_ONCE : Counted.COST;
        LimitRule rule = new LimitRule(
                key,
                LimitRule.Origin.GATEWAY,
                counted,
                limit,
                window,
                strict,
                Map.of(),
                new LimitRule.Exhausted.Refuse(),
                OptionalInt.empty());
        return new Claim(new Bucket(key, counted, window), rule, amount, limit, strict);
    }

    /** Both clocks at this instant. */
    static Moment at(String instant) {
        return at(Instant.parse(instant));
    }

    static Moment at(Instant instant) {
        return new Moment(instant.getEpochSecond() * 1_000_000_000L + instant.getNano(), instant);
    }

    static Moment later(Moment moment, Duration time) {
        return new Moment(moment.steadyNanos() + time.toNanos(), moment.wall().plus(time));
    }

    /** Only the wall clock is set. */
    static Moment jumped(Moment moment, Duration by) {
        return new Moment(moment.steadyNanos(), moment.wall().plus(by));
    }

    static List<Held> taken(Taking taking) {
        return switch (taking) {
            case Taking.Taken all -> all.held();
            case Taking.Refused refused -> throw new AssertionError("Refused: " + refused);
            case Taking.Full _ -> throw new AssertionError("Full");
        };
    }

    static Taking.Refused refused(Taking taking) {
        return switch (taking) {
            case Taking.Refused refused -> refused;
            case Taking.Taken all -> throw new AssertionError("Taken: " + all.held());
            case Taking.Full _ -> throw new AssertionError("Full");
        };
    }
}
