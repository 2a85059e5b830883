package dev.penstock.app;

import dev.penstock.call.GatewaySettings;
import dev.penstock.call.GatewaySettings.LogKeeping;
import dev.penstock.call.Scope;
import dev.penstock.config.Settings;
import dev.penstock.store.sqlite.LogBound;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** How much each gateway keeps, by the settings of the moment. Any thread may ask. */
final class LogBounds implements Function<Scope, LogBound> {
    private volatile Map<Scope, LogBound> declared;

    LogBounds(Settings first) {
        declared = of(first);
    }

    void take(Settings next) {
        declared = of(next);
    }

    @Override
    public LogBound apply(Scope scope) {
        return declared.getOrDefault(scope, LogBound.NONE);
    }

    private static Map<Scope, LogBound> of(Settings settings) {
        Map<Scope, LogBound> bounds = new HashMap<>();
        for (GatewaySettings gateway : settings.gateways()) {
            bounds.put(new Scope(settings.account(), gateway.id()), of(gateway.logKeeping()));
        }
        return Map.copyOf(bounds);
    }

    private static LogBound of(LogKeeping keeping) {
        OptionalLong most =
                keeping.most().isPresent() ? OptionalLong.of(keeping.most().getAsInt()) : OptionalLong.empty();
        boolean stops = keeping.whenFull().stream().anyMatch(LogKeeping.WhenFull.STOP_INSERTING::equals);
        return new LogBound(most, !stops, keeping.age());
    }
}
