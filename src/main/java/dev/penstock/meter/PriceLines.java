package dev.penstock.meter;

import dev.penstock.json.FlatObject;
import dev.penstock.meter.ModelEntry.Daily;
import dev.penstock.meter.ModelEntry.Limits;
import dev.penstock.meter.ModelEntry.Period;
import dev.penstock.meter.PriceTable.Named;
import dev.penstock.meter.PriceTable.ProviderFacts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the lines of one provider. What it does not understand, it refuses. */
final class PriceLines {
    private static final String TIER = "tier:";

    private final String source;
    private final List<String> lines;
    private final List<Named> models = new ArrayList<>();
    private final List<Period> periods = new ArrayList<>();
    private List<NameMatch> matches = List.of();
    private @Nullable FlatObject model;

    PriceLines(String source, List<String> lines) {
        this.source = source;
        this.lines = lines;
    }

    ProviderFacts provider(FlatObject line, int number) {
        try {
            return new ProviderFacts(
                    words(line, "slugs"),
                    words(line, "fallbacks"),
                    words(line, "vendors"),
                    line.flag("reported"),
                    line.text("freeSuffix"),
                    line.text("suffixed"),
                    tiers(line));
        } catch (RuntimeException e) {
            throw PriceFile.refused(source, number, e.getMessage());
        }
    }

    /** @throws IllegalArgumentException naming the line that is not understood */
    List<Named> models(ProviderFacts provider, int firstNumber) {
        for (int i = 0; i < lines.size(); i++) {
            FlatObject line = PriceFile.object(source, lines.get(i), firstNumber + i);
            try {
                take(provider, line);
            } catch (RuntimeException e) {
                throw PriceFile.refused(source, firstNumber + i, e.getMessage());
            }
        }
        closeModel();
        return List.copyOf(models);
    }

    private void take(ProviderFacts provider, FlatObject line) {
        if (line.names().contains("model")) {
            closeModel();
            model = line;
            matches = matches(line);
        }
        if (model == null) {
            throw new IllegalArgumentException("a price stands before any model");
        }
        periods.add(period(provider, model, line));
    }

    private void closeModel() {
        if (model != null) {
            models.add(new Named(new ModelEntry(name(model), List.copyOf(periods), limits(model)), matches));
        }
        model = null;
        periods.clear();
    }

    private static List<NameMatch> matches(FlatObject model) {
        Optional<String> words = model.text("match");
        if (words.isEmpty()) {
            return List.of(new NameMatch.Equal(name(model).toLowerCase(Locale.ROOT)));
        }
        List<NameMatch> matches = new ArrayList<>();
        for (String word : words.orElseThrow().split(" ", -1)) {
            matches.add(NameMatch.parse(word));
        }
        return List.copyOf(matches);
    }

    private static Period period(ProviderFacts provider, FlatObject model, FlatObject line) {
        Optional<String> day = line.text("from");
        Instant from = day.isEmpty()
                ? Instant.MIN
                : LocalDate.parse(day.orElseThrow())
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
        Optional<String> hours = line.text("daily");
        Daily daily = hours.isEmpty() ? null : Daily.parse(hours.orElseThrow());
        if (line.flag("unknown")) {
            return new Period(from, daily, null);
        }
        Map<String, Fraction> tiers = new HashMap<>(provider.tiers());
        tiers.putAll(tiers(model));
        return new Period(from, daily, new ModelPrice(provider.slug(), name(model), rates(line), tiers));
    }

    private static Limits limits(FlatObject model) {
        return new Limits(limit(model, "maxOut"), limit(model, "context"));
    }

    private static OptionalLong limit(FlatObject model, String name) {
        return model.number(name)
                .map(limit -> OptionalLong.of(limit.longValueExact()))
                .orElse(OptionalLong.empty());
    }

    private static Map<String, Fraction> tiers(FlatObject line) {
        Map<String, Fraction> tiers = new HashMap<>();
        for (String name : line.names()) {
            if (name.startsWith(TIER)) {
                tiers.put(
                        name.substring(TIER.length()),
                        Fraction.parse(line.text(name).orElseThrow()));
            }
        }
        return tiers;
    }

    private static Map<PriceKind, Rate> rates(FlatObject line) {
        Map<PriceKind, Rate> rates = new EnumMap<>(PriceKind.class);
        for (String name : line.names()) {
            Optional<PriceKind> kind = PriceKind.of(name);
            if (kind.isPresent()) {
                rates.put(kind.orElseThrow(), rate(line, name));
            }
        }
        if (rates.isEmpty()) {
            throw new IllegalArgumentException("it has no price; where none is published, say \"unknown\":true");
        }
        return rates;
    }

    private static Rate rate(FlatObject line, String name) {
        List<Rate.Step> steps = new ArrayList<>();
        for (String other : line.names()) {
            if (other.startsWith(name) && other.length() > name.length() && other.charAt(name.length()) == '>') {
                steps.add(new Rate.Step(Long.parseLong(other.substring(name.length() + 1)), price(line, other)));
            }
        }
        return new Rate(price(line, name), steps);
    }

    private static long price(FlatObject line, String name) {
        long price = line.number(name).orElseThrow().longValueExact();
        if (price < 0) {
            throw new IllegalArgumentException("'" + name + "' is below 0");
        }
        return price;
    }

    private static String name(FlatObject model) {
        return model.text("model").orElseThrow();
    }

    private static List<String> words(FlatObject line, String name) {
        Optional<String> text = line.text(name);
        return text.isEmpty() ? List.of() : Arrays.asList(text.orElseThrow().split(" ", -1));
    }
}
