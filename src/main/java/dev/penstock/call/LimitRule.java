package dev.penstock.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One limit: how much of something may be used in a time, by whom and on what.
 *
 * @param id the rule's name within its gateway or account, which its counters keep
 * @param limit in units of what is counted; money in nano-USD
 * @param strict whether what a call may come to is held before it is sent; otherwise it is counted when it is known
 * @param by which properties of a call matter; those not named do not
 * @param warnAt percent of the limit from which answers carry a warning
 */
public record LimitRule(
        String id,
        Origin origin,
        Counted counted,
        long limit,
        Window window,
        boolean strict,
        Map<Property, Match> by,
        Exhausted exhausted,
        OptionalInt warnAt) {

    public LimitRule {
        by = Map.copyOf(by);
    }

    /** Where a rule comes from: decides what a refusal looks like. */
    public enum Origin {
        /** The gateway's rate_limiting_* settings. */
        RATE_LIMIT,
        /** The gateway's spend_limits. */
        SPEND_LIMIT,
        /** The gateway's own list of limits. */
        GATEWAY,
        /** The account's list of limits, over all its gateways. */
        ACCOUNT,
        /** The limit of a stored provider key. */
        STORED_KEY,
        /** A cap of a run: calls of one session. */
        RUN,
        /** A policy's budget. */
        POLICY,
        /** A quota node of a dynamic route. */
        ROUTE
    }

    /** A property of a call. */
    public sealed interface Property {
        /** The gateway, where the rule is an account's. */
        record Gateway() implements Property {}

        /** The gateway token's id. */
        record Token() implements Property {}

        /** The stored provider key's alias. */
        record Key() implements Property {}

        /** The provider's slug. */
        record Provider() implements Property {}

        /** The model, as asked for. */
        record Model() implements Property {}

        /** The session the call belongs to. */
        record Session() implements Property {}

        /** Same request body, byte for byte. */
        record Body() implements Property {}

        /** A value of cf-aig-metadata. */
        record Metadata(String key) implements Property {}

        /** A header or a field of the body, as a quota of a route names it: {@code headers.x-team}. */
        record Field(String path) implements Property {}
    }

    /** How a rule treats a property. */
    public sealed interface Match {
        /** One bucket for each distinct value; a call without the property is not the rule's. */
        record Each() implements Match {}

        /** The rule applies to these values only, together. */
        record Only(List<String> values) implements Match {
            public Only {
                values = List.copyOf(values);
            }
        }
    }

    /** What becomes of a call for which nothing is left. */
    public sealed interface Exhausted {
        /** 429. */
        record Refuse() implements Exhausted {}

        /** It is sent to a cheaper model instead, at the same provider unless another is named. */
        record Downgrade(Optional<String> provider, String model) implements Exhausted {}

        /** It waits until something is left, no longer than this, with no more than so many others. */
        record Wait(Duration longest, int places) implements Exhausted {}
    }
}
