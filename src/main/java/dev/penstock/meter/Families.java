package dev.penstock.meter;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prices a model nobody lists like the dearest one that is listed beside it. */
final class Families {
    private Families() {}

    /** The dearest of a family, by a token in and a token out; where the family is not listed, the dearest of all. */
    static Optional<ModelPrice> dearest(List<PriceTable> lists, String family, Instant at) {
        ModelPrice ofFamily = null;
        ModelPrice ofAll = null;
        for (PriceTable list : lists) {
            for (ModelEntry entry : list.entries()) {
                ModelPrice price = entry.at(at).orElse(null);
                ofAll = dearer(ofAll, price);
                ofFamily = isOf(family, entry) ? dearer(ofFamily, price) : ofFamily;
            }
        }
        return Optional.ofNullable(ofFamily == null ? ofAll : ofFamily);
    }

    private static boolean isOf(String family, ModelEntry entry) {
        return !family.isEmpty() && entry.model().toLowerCase(Locale.ROOT).startsWith(family);
    }

    private static @Nullable ModelPrice dearer(@Nullable ModelPrice one, @Nullable ModelPrice other) {
        if (other == null || other.rate(PriceKind.INPUT) == null) {
            return one;
        }
        return one == null || perPair(other) > perPair(one) ? other : one;
    }

    private static long perPair(ModelPrice price) {
        return base(price, PriceKind.INPUT) + base(price, PriceKind.OUTPUT);
    }

    private static long base(ModelPrice price, PriceKind kind) {
        Rate rate = price.rate(kind);
        return rate == null ? 0 : rate.base();
    }
}
