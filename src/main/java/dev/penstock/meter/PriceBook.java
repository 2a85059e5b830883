package dev.penstock.meter;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import dev.penstock.config.PriceOverride;
import dev.penstock.meter.FoundModels.Found;
import dev.penstock.meter.ModelEntry.Limits;
import dev.penstock.meter.PriceTable.ProviderFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the models of all providers cost, at any time: the price file of this version under the operator's own prices. It
 * never changes; a look-up keeps nothing but which model a name meant.
 */
public final class PriceBook {
    private static final String BUNDLED = "prices.json";
    /** Longer than any model's name, ARNs and resource paths included. A longer one has no price. */
    private static final int LONGEST_NAME = 512;

    private final String version;
    private final Optional<LocalDate> date;
    private final Map<String, PriceTable> tables;
    private final PriceOverrides overrides;
    /** Shared by all books of the same tables. */
    private final FoundModels found;

    private PriceBook(
            String version,
            Optional<LocalDate> date,
            Map<String, PriceTable> tables,
            PriceOverrides overrides,
            FoundModels found) {
        this.found = found;
        this.version = version;
        this.date = date;
        this.tables = tables;
        this.overrides = overrides;
    }

    /**
     * The prices this version of Penstock was built with. A provider's models are read when one of them is first asked for
     * (some milliseconds, once), or all by {@link #warm}.
     */
    public static PriceBook bundled() {
        return read(BUNDLED, bundledFile());
    }

    /** The price file this version of Penstock was built with, as it is. */
    public static byte[] bundledFile() {
        try (InputStream file = PriceBook.class.getResourceAsStream(BUNDLED)) {
            if (file == null) {
                throw new IllegalStateException("The price file " + BUNDLED + " is missing from the distribution");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a price file; the models' lines are read when they are asked for, or by {@link #warm}.
     *
     * @throws IllegalArgumentException naming the line where the bytes are no price file
     */
    public static PriceBook read(String source, byte[] bytes) {
        PriceFile.Contents contents = PriceFile.read(source, bytes);
        Map<String, PriceTable> tables = new HashMap<>();
        for (PriceTable table : contents.tables()) {
            for (String slug : table.facts().slugs()) {
                tables.put(slug, table);
            }
        }
        return new PriceBook(
                contents.version(), contents.date(), Map.copyOf(tables), PriceOverrides.NONE, new FoundModels());
    }

    /**
     * Reads the models of every provider now, best on a thread nobody waits for, and says how many there are.
     *
     * @throws IllegalArgumentException naming the line where one is not understood
     */
    public int warm() {
        return once().values().stream().mapToInt(PriceTable::size).sum();
    }

    /**
     * The same book with the operator's prices over it. One that names a model holds for its dated snapshots too, unless
     * they have their own price; a * in the name stands for anything, and the more exact name wins, then the later date.
     *
     * @throws IllegalArgumentException where a price is below 0 or no whole number of nano-USD per million
     */
    public PriceBook with(List<PriceOverride> prices) {
        PriceOverrides set = PriceOverrides.of(prices, this::slug);
        return new PriceBook(listVersion() + set.versionSuffix(), date, tables, set, found);
    }

    /** Names these prices on every row, so that a cost can be derived again; another one for other overrides. */
    public String version() {
        return version;
    }

    /** The same without what the operator's own prices add to it. */
    public String listVersion() {
        return version.indexOf('+') < 0 ? version : version.substring(0, version.indexOf('+'));
    }

    /** The day the price file is of; empty where it says none. */
    public Optional<LocalDate> date() {
        return date;
    }

    /** How many providers are listed. */
    public int providers() {
        return once().size();
    }

    /** What is otherwise here than in another book, own prices left aside: by provider and model. */
    public List<PriceChange> changesSince(PriceBook before) {
        return PriceChanges.between(before.once(), once());
    }

    /** Each list under the first of its provider's names. */
    private SortedMap<String, PriceTable> once() {
        SortedMap<String, PriceTable> once = new TreeMap<>();
        tables.values().forEach(table -> once.put(table.facts().slug(), table));
        return once;
    }

    /** The price of a model, by any name the provider accepts for it; empty is unknown, which is not free. */
    public Optional<ModelPrice> find(String provider, String model, Instant at) {
        String name = name(model);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        String slug = slug(provider);
        Optional<ModelPrice> listed = listed(tables.get(slug), name, at);
        return overrides.concerns(slug) ? overrides.over(slug, name, at, listed, this::isSameModel) : listed;
    }

    /**
     * The models whose price is known, in the order of the list; the operator's own prices are among them, but for those
     * that hold for a pattern of names.
     */
    public List<ListedPrice> listed(String provider, Instant at) {
        String slug = slug(provider);
        Set<String> names = new LinkedHashSet<>();
        PriceTable table = tables.get(slug);
        if (table != null) {
            table.entries().forEach(entry -> names.add(entry.model()));
        }
        names.addAll(overrides.models(slug));
        List<ListedPrice> listed = new ArrayList<>(names.size());
        for (String name : names) {
            find(slug, name, at).ifPresent(price -> listed.add(ListedPrice.of(name, price)));
        }
        return List.copyOf(listed);
    }

    /**
     * What a call cost: the provider's own figure where the price file trusts it (OpenRouter, Vercel, Perplexity), else
     * from the price of the model.
     *
     * @param serviceTier the tier that served the call, as the answer names it
     */
    public Optional<NanoUsd> cost(
            String provider, String model, Usage usage, Optional<String> serviceTier, Instant at) {
        return bill(provider, model, usage, serviceTier, at).map(bill -> new NanoUsd(bill.nano()));
    }

    /** The same cost line by line, as {@link #cost} adds it. */
    public Optional<Bill> bill(String provider, String model, Usage usage, Optional<String> serviceTier, Instant at) {
        NanoUsd reported = usage.reportedCost();
        if (reported != null && reported.amount() >= 0 && trustsReportedCost(provider)) {
            return Optional.of(Bill.reported(reported.amount()));
        }
        return find(provider, model, at).flatMap(price -> Costs.bill(price, usage, serviceTier));
    }

    /**
     * The most a call can cost: no usage within the size costs more by {@link #cost}, if it is asked at the same instant
     * and served by the tier that was asked for or the ordinary one. Fees of tools the provider runs, and a cost that the
     * provider itself reports ({@link #trustsReportedCost}), cannot be bounded and stand apart. Empty is unknown.
     */
    public Optional<NanoUsd> worst(String provider, String model, WorstCase.Size size, Instant at) {
        return find(provider, model, at).flatMap(price -> WorstCase.of(price, size));
    }

    /** The most output tokens one answer of the model has, 0 where it has none, as the price file says. */
    public OptionalLong maxOutput(String provider, String model) {
        return limits(provider, model).output();
    }

    /** The most tokens the model holds at once. */
    public OptionalLong maxContext(String provider, String model) {
        return limits(provider, model).context();
    }

    /** As {@link #worst}, at the price of the dearest model the provider lists of the same family, or at all. */
    public Optional<NanoUsd> worstByFamily(String provider, String model, WorstCase.Size size, Instant at) {
        return family(provider, model, at).flatMap(price -> WorstCase.of(price, size));
    }

    /** What a call comes to that was held by {@link #worstByFamily} at the same instant; never more than that. */
    public Optional<NanoUsd> costByFamily(
            String provider, String model, Usage usage, Optional<String> serviceTier, Instant at) {
        return family(provider, model, at)
                .flatMap(price -> Costs.cost(price, usage, ServiceTier.dearest(price, serviceTier)));
    }

    private Optional<ModelPrice> family(String provider, String model, Instant at) {
        String slug = slug(provider);
        PriceTable table = tables.get(slug);
        String name = name(model);
        if (table == null || name.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        return Families.dearest(
                lists(table), ModelNames.family(name, table.facts().vendors()), at);
    }

    /** The provider's own list and those that hold for it too. */
    private List<PriceTable> lists(PriceTable table) {
        List<PriceTable> lists = new ArrayList<>();
        lists.add(table);
        for (String fallback : table.facts().fallbacks()) {
            Optional.ofNullable(tables.get(fallback)).ifPresent(lists::add);
        }
        return lists;
    }

    private Limits limits(String provider, String model) {
        PriceTable table = tables.get(slug(provider));
        String name = name(model);
        return table == null || name.length() > LONGEST_NAME
                ? Limits.UNKNOWN
                : located(table, name).map(ModelEntry::limits).orElse(Limits.UNKNOWN);
    }

    private static String name(String model) {
        return model.strip().toLowerCase(Locale.ROOT);
    }

    /** Whether the cost a provider reports is the truth, because only it knows the price. */
    public boolean trustsReportedCost(String provider) {
        PriceTable table = tables.get(slug(provider));
        return table != null && table.facts().reported();
    }

    /** One provider has several names; the first of its slugs stands for all. A custom provider stands for itself. */
    private String slug(String provider) {
        String name = provider.toLowerCase(Locale.ROOT);
        PriceTable table = tables.get(name);
        return table == null ? name : table.facts().slug();
    }

    private Optional<ModelPrice> listed(@Nullable PriceTable table, String name, Instant at) {
        if (table == null) {
            return Optional.empty();
        }
        ProviderFacts facts = table.facts();
        Optional<ModelPrice> found = located(table, name)
                .flatMap(entry -> entry.at(at))
                .map(price -> price.provider().equals(facts.slug()) ? price : price.at(facts.slug(), facts.tiers()));
        if (found.isEmpty() && facts.freeSuffix().filter(name::endsWith).isPresent()) {
            Map<PriceKind, Rate> nothing = Map.of(PriceKind.INPUT, Rate.FREE, PriceKind.OUTPUT, Rate.FREE);
            return Optional.of(new ModelPrice(facts.slug(), name, nothing, facts.tiers()));
        }
        return found.isEmpty() && facts.suffixed().isPresent()
                ? suffixed(facts.suffixed().orElseThrow(), name, at)
                : found;
    }

    /** A router's model:provider costs what that provider's own list says. */
    private Optional<ModelPrice> suffixed(String prefix, String name, Instant at) {
        int colon = name.lastIndexOf(':');
        return colon < 0
                ? Optional.empty()
                : listed(tables.get(prefix + name.substring(colon + 1)), name.substring(0, colon), at);
    }

    private Optional<ModelEntry> located(PriceTable table, String name) {
        return found(table.facts().slug(), name).entry();
    }

    private Found found(String slug, String name) {
        Found known = found.find(slug, name);
        if (known != null) {
            return known;
        }
        PriceTable table = tables.get(slug);
        List<String> vendors = table == null ? List.of() : table.facts().vendors();
        List<String> variants = ModelNames.variants(name, vendors);
        Found fresh = new Found(slug, name, variants, table == null ? Optional.empty() : entry(table, name, variants));
        found.keep(fresh);
        return fresh;
    }

    private Optional<ModelEntry> entry(PriceTable table, String name, List<String> variants) {
        Optional<ModelEntry> entry = entry(table, name);
        for (String variant : variants) {
            entry = entry.isPresent() ? entry : entry(table, variant);
        }
        return entry;
    }

    private Optional<ModelEntry> entry(PriceTable table, String name) {
        Optional<ModelEntry> entry = table.entry(name);
        for (String fallback : table.facts().fallbacks()) {
            PriceTable other = tables.get(fallback);
            entry = entry.isPresent() || other == null ? entry : other.entry(name);
        }
        return entry;
    }

    /** Whether a model is a snapshot of the one an override names, rather than one with a price of its own. */
    private boolean isSameModel(String slug, String name, String named) {
        Found full = found(slug, name);
        return full.variants().contains(named)
                && full.entry().equals(found(slug, named).entry());
    }
}
