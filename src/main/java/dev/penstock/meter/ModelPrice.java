package dev.penstock.meter;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one model costs at one provider at one time. A kind without a price is not known, a free one has the price 0. */
final class ModelPrice {
    private final String provider;
    private final String model;
    private final EnumMap<PriceKind, Rate> rates;
    private final Map<String, Fraction> tiers;
    private final Fraction dearestTier;

    ModelPrice(String provider, String model, Map<PriceKind, Rate> rates, Map<String, Fraction> tiers) {
        this.provider = provider;
        this.model = model;
        this.rates = new EnumMap<>(PriceKind.class);
        this.rates.putAll(rates);
        this.tiers = Map.copyOf(tiers);
        Fraction dearest = Fraction.ONE;
        for (Fraction factor : tiers.values()) {
            dearest = dearest.orLarger(factor);
        }
        this.dearestTier = dearest;
    }

    /** The provider in the price book, by its first slug. */
    public String provider() {
        return provider;
    }

    /** The model as the price book names it, without the date or region of the one that was asked for. */
    public String model() {
        return model;
    }

    @Nullable
    Rate rate(PriceKind kind) {
        return rates.get(kind);
    }

    Map<PriceKind, Rate> rates() {
        return Map.copyOf(rates);
    }

    Map<String, Fraction> tiers() {
        return tiers;
    }

    /** The factor of a service tier by its lower-case name; empty where none is published. */
    Optional<Fraction> tier(String name) {
        return Optional.ofNullable(tiers.get(name));
    }

    /** The dearest of its service tiers, the ordinary one included. */
    Fraction dearestTier() {
        return dearestTier;
    }

    /** The same price, served by another provider with its own service tiers. */
    ModelPrice at(String otherProvider, Map<String, Fraction> otherTiers) {
        return new ModelPrice(otherProvider, model, rates, otherTiers);
    }

    /** The same price with some kinds replaced. */
    ModelPrice with(Map<PriceKind, Rate> replaced) {
        EnumMap<PriceKind, Rate> merged = new EnumMap<>(rates);
        merged.putAll(replaced);
        return new ModelPrice(provider, model, merged, tiers);
    }

    @Override
    public String toString() {
        return "ModelPrice[" + provider + "/" + model + "]";
    }
}
