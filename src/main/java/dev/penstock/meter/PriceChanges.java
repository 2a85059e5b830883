package dev.penstock.meter;

import dev.penstock.meter.ModelEntry.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares two price files price by price. */
final class PriceChanges {
    private static final int NANO_DIGITS = 9;
    private static final String UNKNOWN = "unknown";

    private PriceChanges() {}

    static List<PriceChange> between(SortedMap<String, PriceTable> before, SortedMap<String, PriceTable> after) {
        SortedMap<Name, String> was = priced(before);
        SortedMap<Name, String> is = priced(after);
        SortedSet<Name> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        List<PriceChange> changes = new ArrayList<>();
        for (Name name : names) {
            Optional<String> old = Optional.ofNullable(was.get(name));
            Optional<String> now = Optional.ofNullable(is.get(name));
            if (!old.equals(now)) {
                changes.add(new PriceChange(name.provider, name.model, name.kind, old, now));
            }
        }
        return changes;
    }

    private record Name(String provider, String model, String kind) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int byProvider = provider.compareTo(other.provider);
            int byModel = byProvider == 0 ? model.compareTo(other.model) : byProvider;
            return byModel == 0 ? kind.compareTo(other.kind) : byModel;
        }
    }

    private static SortedMap<Name, String> priced(Map<String, PriceTable> tables) {
        SortedMap<Name, String> prices = new TreeMap<>();
        tables.forEach((provider, table) -> {
            tiers(table.facts().tiers(), Map.of(), provider, "*", prices);
            for (ModelEntry entry : table.entries()) {
                for (Period period : entry.periods()) {
                    add(table, provider, entry, period, prices);
                }
            }
        });
        return prices;
    }

    private static void add(
            PriceTable table, String provider, ModelEntry entry, Period period, SortedMap<Name, String> prices) {
        String model = entry.model() + when(period);
        ModelPrice price = period.price();
        if (price == null) {
            prices.put(new Name(provider, model, "price"), UNKNOWN);
            return;
        }
        price.rates().forEach((kind, rate) -> prices.put(new Name(provider, model, kind.line()), text(rate)));
        tiers(price.tiers(), table.facts().tiers(), provider, model, prices);
    }

    private static void tiers(
            Map<String, Fraction> tiers,
            Map<String, Fraction> inherited,
            String provider,
            String model,
            SortedMap<Name, String> prices) {
        tiers.forEach((name, factor) -> {
            if (!factor.equals(inherited.get(name))) {
                prices.put(new Name(provider, model, "tier:" + name), factor.text());
            }
        });
    }

    private static String when(Period period) {
        String from = period.from().equals(Instant.MIN)
                ? ""
                : " from " + period.from().atOffset(ZoneOffset.UTC).toLocalDate();
        ModelEntry.Daily daily = period.daily();
        return daily == null ? from : from + " daily " + daily.start() + "-" + daily.end();
    }

    private static String text(Rate rate) {
        StringBuilder text = new StringBuilder(dollars(rate.base()));
        for (Rate.Step step : rate.steps()) {
            text.append(", above ").append(step.above()).append(": ").append(dollars(step.price()));
        }
        return text.toString();
    }

    private static String dollars(long nano) {
        BigDecimal dollars = BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros();
        return dollars.toPlainString();
    }
}
