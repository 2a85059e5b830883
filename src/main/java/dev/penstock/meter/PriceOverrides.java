package dev.penstock.meter;

import dev.penstock.config.PriceOverride;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operator's prices, over those of the price file. */
final class PriceOverrides {
    static final PriceOverrides NONE = new PriceOverrides(Map.of(), "");

    /** One dollar per million tokens is 10⁹ nano-USD per million. */
    private static final int NANO_DIGITS = 9;
    /** A dollar a token; dearer is a mistyped unit, and every sum stays far from overflow. */
    private static final BigDecimal DEAREST = new BigDecimal(1_000_000);

    private final Map<String, List<Own>> byProvider;
    private final String versionSuffix;

    private PriceOverrides(Map<String, List<Own>> byProvider, String versionSuffix) {
        this.byProvider = byProvider;
        this.versionSuffix = versionSuffix;
    }

    static PriceOverrides of(List<PriceOverride> prices, UnaryOperator<String> slug) {
        List<Own> own = prices.stream().map(price -> own(price, slug)).toList();
        return own.isEmpty()
                ? NONE
                : new PriceOverrides(own.stream().collect(Collectors.groupingBy(Own::provider)), "+" + hash(own));
    }

    String versionSuffix() {
        return versionSuffix;
    }

    boolean concerns(String provider) {
        return byProvider.containsKey(provider);
    }

    /** The models that are named in full. */
    List<String> models(String provider) {
        return byProvider.getOrDefault(provider, List.of()).stream()
                .filter(own -> own.pattern.parts().size() == 1)
                .map(Own::model)
                .distinct()
                .toList();
    }

    /** The listed price with what the best override of the name replaces. */
    Optional<ModelPrice> over(
            String provider, String name, Instant at, Optional<ModelPrice> listed, SameModel sameModel) {
        Own best = null;
        int bestFit = 0;
        for (Own own : byProvider.getOrDefault(provider, List.of())) {
            int fit = at.isBefore(own.from) ? 0 : fit(own, name, sameModel);
            if (fit > bestFit || (fit > 0 && fit == bestFit && !own.isOlderThan(best))) {
                best = own;
                bestFit = fit;
            }
        }
        if (best == null) {
            return listed;
        }
        ModelPrice base = listed.orElseGet(() -> new ModelPrice(provider, name, Map.of(), Map.of()));
        return Optional.of(base.with(best.rates));
    }

    private static int fit(Own own, String name, SameModel sameModel) {
        if (name.equals(own.model)) {
            return Integer.MAX_VALUE;
        }
        if (sameModel.test(own.provider, name, own.model)) {
            return Integer.MAX_VALUE - 1;
        }
        // Of two patterns the one that says more is the more exact.
        return own.pattern.parts().size() > 1 && own.pattern.matches(name) ? own.model.length() : 0;
    }

    private static Own own(PriceOverride price, UnaryOperator<String> slug) {
        String model = price.model().toLowerCase(Locale.ROOT);
        Map<PriceKind, Rate> rates = new EnumMap<>(PriceKind.class);
        put(rates, PriceKind.INPUT, price, price.input());
        put(rates, PriceKind.OUTPUT, price, price.output());
        put(rates, PriceKind.CACHE_READ, price, price.cacheRead());
        put(rates, PriceKind.CACHE_WRITE, price, price.cacheWrite());
        put(rates, PriceKind.CACHE_WRITE_1H, price, price.cacheWrite1h());
        put(rates, PriceKind.INPUT_AUDIO, price, price.inputAudio());
        put(rates, PriceKind.OUTPUT_AUDIO, price, price.outputAudio());
        return new Own(
                slug.apply(price.provider()),
                model,
                NameMatch.Glob.parse(model),
                price.effectiveFrom().orElse(Instant.MIN),
                rates);
    }

    private static void put(
            Map<PriceKind, Rate> rates, PriceKind kind, PriceOverride price, Optional<BigDecimal> dollars) {
        dollars.ifPresent(amount -> rates.put(kind, Rate.flat(nano(price, amount))));
    }

    private static long nano(PriceOverride price, BigDecimal dollars) {
        if (dollars.signum() < 0 || dollars.compareTo(DEAREST) > 0 || decimals(dollars) > NANO_DIGITS) {
            throw new IllegalArgumentException(
                    "The price %s for %s/%s cannot be kept; write US dollars per million tokens, from 0 to %s, with at most %d decimals"
                            .formatted(shown(dollars), price.provider(), price.model(), DEAREST, NANO_DIGITS));
        }
        return dollars.movePointRight(NANO_DIGITS)
                .setScale(0, RoundingMode.UNNECESSARY)
                .longValueExact();
    }

    private static int decimals(BigDecimal dollars) {
        return dollars.signum() == 0 ? 0 : dollars.stripTrailingZeros().scale();
    }

    /** BigDecimal's own text keeps an exponent, so that 1e999999 stays short. */
    private static String shown(BigDecimal dollars) {
        String text = dollars.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static String hash(List<Own> own) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(own.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Whether a model's name means the one that is named, dated or with a path. */
    interface SameModel {
        boolean test(String provider, String name, String named);
    }

    private record Own(
            String provider, String model, NameMatch.Glob pattern, Instant from, Map<PriceKind, Rate> rates) {
        boolean isOlderThan(@Nullable Own other) {
            return other != null && from.isBefore(other.from);
        }
    }
}
