package dev.penstock.policy.limit;

import dev.penstock.call.Budgeting;
import dev.penstock.call.Counted;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.SpendLimits;
import dev.penstock.call.SpendLimits.Dimension;
import dev.penstock.call.Window;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What a gateway's settings come to as rules. */
final class GatewayRules {
    private static final String RATE_LIMITING = "rate_limiting";

    private GatewayRules() {}

    /** What costs nothing to look at stands first: a call over its rate is told so. */
    static List<LimitRule> of(GatewaySettings gateway, List<LimitRule> ofKeys, ZoneId zone) {
        List<LimitRule> rules = new ArrayList<>();
        if (gateway.rateLimit().isOn()) {
            rules.add(rate(gateway.rateLimit()));
        }
        rules.addAll(ofKeys);
        Budgeting budgeting = gateway.budgeting();
        Map<String, Integer> seen = new HashMap<>();
        spend(gateway).forEach(rule -> {
            int number = seen.merge(rule.id(), 1, Integer::sum);
            rules.add(spend(number == 1 ? rule.id() : rule.id() + "#" + number, rule, budgeting.strictSpend()));
        });
        budgeting.limits().forEach(rule -> rules.add(in(zone, rule)));
        return rules;
    }

    /** The budgets that are on. One over no time at all can never be reached, as a rate limit over none is off. */
    static Stream<SpendLimits.Rule> spend(GatewaySettings gateway) {
        return gateway.spendLimits().filter(SpendLimits::enabled).stream()
                .flatMap(limits -> limits.rules().stream())
                .filter(rule -> rule.enabled() && rule.window().isPositive());
    }

    /** The rule with the account's own zone, where it does not name another. */
    static LimitRule in(ZoneId zone, LimitRule rule) {
        if (!(rule.window() instanceof Window.Calendar(Window.Period period, ZoneId own))
                || !own.equals(Window.Calendar.OF_ACCOUNT)) {
            return rule;
        }
        return new LimitRule(
                rule.id(),
                rule.origin(),
                rule.counted(),
                rule.limit(),
                new Window.Calendar(period, zone),
                rule.strict(),
                rule.by(),
                rule.exhausted(),
                rule.warnAt());
    }

    private static LimitRule rate(GatewaySettings.RateLimit limit) {
        return new LimitRule(
                RATE_LIMITING,
                Origin.RATE_LIMIT,
                Counted.REQUESTS,
                limit.limit(),
                window(limit.technique(), limit.interval()),
                true,
                Map.of(),
                new Exhausted.Refuse(),
                OptionalInt.empty());
    }

    /** @param id another one for a second rule of the same name: one bucket must not be charged twice */
    private static LimitRule spend(String id, SpendLimits.Rule rule, boolean strict) {
        Map<Property, Match> by = new HashMap<>();
        rule.model().ifPresent(dimension -> by.put(new Property.Model(), match(dimension)));
        rule.provider().ifPresent(dimension -> by.put(new Property.Provider(), match(dimension)));
        rule.metadata().forEach((key, dimension) -> by.put(new Property.Metadata(key), match(dimension)));
        return new LimitRule(
                id,
                Origin.SPEND_LIMIT,
                Counted.COST,
                rule.limit().amount(),
                window(rule.technique(), rule.window()),
                strict,
                by,
                new Exhausted.Refuse(),
                OptionalInt.empty());
    }

    private static Match match(Dimension dimension) {
        return switch (dimension) {
            case Dimension.Partition ignored -> new Match.Each();
            case Dimension.Filter(List<String> values) -> new Match.Only(values);
        };
    }

    private static Window window(GatewaySettings.Technique technique, Duration length) {
        return switch (technique) {
            case FIXED -> new Window.Fixed(length);
            case SLIDING -> new Window.Sliding(length);
        };
    }
}
