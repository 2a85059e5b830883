package dev.penstock.admin.keys;

import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.Scope;
import dev.penstock.call.Window;
import dev.penstock.control.ControlState;
import dev.penstock.control.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The limits of stored provider keys: so many calls with this key in any period. */
public final class KeyLimits {
    /** Cloudflare's API leaves the period out where it likes; a limit without one must not be no limit. */
    private static final long USUAL_PERIOD = 60;

    private KeyLimits() {}

    /** Those of every gateway that has any. A limit or a period of zero is off. */
    public static Map<Scope, List<LimitRule>> all(ControlState state) {
        Map<Scope, List<LimitRule>> all = new HashMap<>();
        state.of(Kind.PROVIDER_CONFIG).stream()
                .map(KeyConfig::of)
                .forEach(key -> rule(key)
                        .ifPresent(rule -> all.computeIfAbsent(key.scope(), ignored -> new ArrayList<>())
                                .add(rule)));
        return all;
    }

    private static Optional<LimitRule> rule(KeyConfig key) {
        long calls = key.rateLimit().orElse(0L);
        long seconds = key.ratePeriod().orElse(USUAL_PERIOD);
        if (calls == 0 || seconds == 0) {
            return Optional.empty();
        }
        return Optional.of(new LimitRule(
                key.id(),
                Origin.STORED_KEY,
                Counted.REQUESTS,
                calls,
                new Window.Sliding(Duration.ofSeconds(seconds)),
                true,
                Map.of(
                        new Property.Provider(), new Match.Only(List.of(key.provider())),
                        new Property.Key(), new Match.Only(List.of(key.alias()))),
                new Exhausted.Refuse(),
                OptionalInt.empty()));
    }
}
