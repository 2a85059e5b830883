package dev.penstock.app;

import dev.penstock.call.GatewaySettings.LogKeeping;
import dev.penstock.call.Scope;
import dev.penstock.config.GatewayBook;
import dev.penstock.store.sqlite.LogBound;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** How much each gateway keeps, by the settings of the moment. Any thread may ask. */
final class LogBounds implements Function<Scope, LogBound> {
    private volatile Supplier<Optional<GatewayBook>> gateways = Optional::empty;

    /** Until this is called nothing is bounded, so nothing is deleted for want of knowing. */
    void follow(Supplier<GatewayBook> now) {
        gateways = () -> Optional.of(now.get());
    }

    @Override
    public LogBound apply(Scope scope) {
        return gateways.get()
                .flatMap(book -> book.find(scope))
                .map(entry -> of(entry.settings().logKeeping()))
                .orElse(LogBound.NONE);
    }

    private static LogBound of(LogKeeping keeping) {
        OptionalLong most =
                keeping.most().isPresent() ? OptionalLong.of(keeping.most().getAsInt()) : OptionalLong.empty();
        boolean stops = keeping.whenFull().stream().anyMatch(LogKeeping.WhenFull.STOP_INSERTING::equals);
        return new LogBound(most, !stops, keeping.age());
    }
}
