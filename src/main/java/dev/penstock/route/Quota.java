package dev.penstock.route;

import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.Window;
import java.util.Map;
import java.util.OptionalInt;

/** What a rate element comes to as a rule of the ledger, so that routes count where all other limits do. */
final class Quota {
    private static final int NANO_DIGITS = 9;

    private Quota() {}

    /**
     * The rule. Its name is the route's and the element's, so that a new version of a route keeps what was counted. It is
     * never refused by: where nothing is left, the call takes the element's fallback.
     *
     * @param route the route's name within its gateway
     */
    static LimitRule of(String route, Element.Rate rate) {
        return new LimitRule(
                route + "/" + rate.id(),
                Origin.ROUTE,
                counted(rate.type()),
                amount(rate),
                window(rate),
                true,
                Map.of(property(rate.key()), new Match.Each()),
                new Exhausted.Refuse(),
                OptionalInt.empty());
    }

    private static Counted counted(Element.LimitType type) {
        return switch (type) {
            case COUNT -> Counted.REQUESTS;
            case COST -> Counted.COST;
        };
    }

    /** Requests are whole and dollars have at most nine decimals: what is finer is cut, never rounded up. */
    private static long amount(Element.Rate rate) {
        return switch (rate.type()) {
            case COUNT -> rate.limit().longValue();
            case COST -> rate.limit().movePointRight(NANO_DIGITS).longValue();
        };
    }

    private static Window window(Element.Rate rate) {
        return switch (rate.technique().orElse(Element.Technique.SLIDING)) {
            case FIXED -> new Window.Fixed(rate.window());
            case SLIDING -> new Window.Sliding(rate.window());
        };
    }

    /** A call whose facts hold the field under its whole name is the rule's: metadata under its key, the rest as written. */
    private static Property property(FieldPath key) {
        return switch (key.source()) {
            case METADATA -> new Property.Metadata(key.names().getFirst());
            case HEADERS, BODY -> new Property.Field(key.toString());
        };
    }
}
