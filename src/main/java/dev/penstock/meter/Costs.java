package dev.penstock.meter;

import static dev.penstock.call.Usage.orZero;

import dev.penstock.call.CostLine;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From usage to money. Each token is priced once, as the most special kind that has a price; the long-prompt price of a
 * model is chosen by all input tokens; the sum is exact and rounded half up once, at its end.
 */
final class Costs {
    /** No call uses a trillion tokens. It is where readers cut off larger counts, so it says nothing. */
    private static final long UNBELIEVABLE = 1_000_000_000_000L;

    private Costs() {}

    /**
     * What the usage costs at a price; empty where a kind that was used has no known price, where the service tier has no
     * published factor, or where nothing was said of usage. A provider's own figure for the cost is not looked at.
     *
     * @param serviceTier the tier that served the call, as the answer names it
     */
    public static Optional<NanoUsd> cost(ModelPrice price, Usage usage, Optional<String> serviceTier) {
        return bill(price, usage, serviceTier).map(bill -> new NanoUsd(bill.nano()));
    }

    /** The same with the factor of the service tier at hand. */
    static Optional<NanoUsd> cost(ModelPrice price, Usage usage, Fraction factor) {
        return bill(price, usage, factor).map(bill -> new NanoUsd(bill.nano()));
    }

    /** The same line by line. */
    static Optional<Bill> bill(ModelPrice price, Usage usage, Optional<String> serviceTier) {
        return ServiceTier.factor(price, serviceTier).flatMap(factor -> bill(price, usage, factor));
    }

    private static Optional<Bill> bill(ModelPrice price, Usage usage, Fraction factor) {
        if (usage.inputTotal() == null && usage.output() == null) {
            return Optional.empty();
        }
        if (orZero(usage.inputTotal()) >= UNBELIEVABLE || orZero(usage.output()) >= UNBELIEVABLE) {
            return Optional.empty();
        }
        Lines tokens = new Lines(price, orZero(usage.inputTotal()), factor);
        addInput(tokens, usage);
        addOutput(tokens, usage);
        // Only tokens have a price per service tier: a batch does not halve the fee of a search.
        Lines fees = new Lines(price, 0, Fraction.ONE);
        fees.addFee(1, PriceKind.REQUEST);
        Map<String, Long> tools = usage.serverTools();
        tools.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(tool -> ToolFees.due(tool.getKey(), tools.keySet())
                        .ifPresent(kind -> fees.addFee(tool.getValue(), kind)));
        List<CostLine> all = new ArrayList<>(tokens.lines);
        all.addAll(fees.lines);
        return tokens.isKnown() ? Bill.of(all, factor) : Optional.empty();
    }

    private static void addInput(Lines lines, Usage usage) {
        long rest = clamped(usage.input());
        rest -= lines.addPart(Math.min(rest, clamped(usage.inputAudio())), PriceKind.INPUT_AUDIO);
        rest -= lines.addPart(Math.min(rest, clamped(usage.inputImage())), PriceKind.INPUT_IMAGE);
        lines.add(rest, "input", PriceKind.INPUT);
        // Where a provider has no price for its cache, cached tokens are input like others; a cache of one hour is
        // never
        // cheaper than one of five minutes.
        lines.add(clamped(usage.cacheRead()), "cache_read", PriceKind.CACHE_READ, PriceKind.INPUT);
        lines.add(clamped(usage.cacheWrite5m()), "cache_write_5m", PriceKind.CACHE_WRITE, PriceKind.INPUT);
        lines.add(
                clamped(usage.cacheWrite1h()),
                "cache_write_1h",
                PriceKind.CACHE_WRITE_1H,
                PriceKind.CACHE_WRITE,
                PriceKind.INPUT);
    }

    private static void addOutput(Lines lines, Usage usage) {
        long rest = clamped(usage.output());
        rest -= lines.addPart(Math.min(rest, clamped(usage.outputAudio())), PriceKind.OUTPUT_AUDIO);
        rest -= lines.addPart(Math.min(rest, clamped(usage.outputImage())), PriceKind.OUTPUT_IMAGE);
        rest -= lines.addPart(Math.min(rest, clamped(usage.outputReasoning())), PriceKind.REASONING);
        lines.add(rest, "output", PriceKind.OUTPUT);
    }

    /** Counts below zero have been seen where a provider subtracts wrongly; they are worth nothing. */
    private static long clamped(@Nullable Long count) {
        return Math.max(0, orZero(count));
    }

    /** Rounded like a cost; what is beyond belief is as much as the dearest cost there can be. */
    static NanoUsd atMost(BigInteger tokens, BigInteger fees, Fraction factor) {
        BigInteger denominator = BigInteger.valueOf(factor.denominator());
        BigInteger numerator =
                tokens.multiply(BigInteger.valueOf(factor.numerator())).add(fees.multiply(denominator));
        return new NanoUsd(
                Bill.rounded(numerator, denominator).min(Bill.BEYOND_BELIEF).longValueExact());
    }

    /** Counts with their prices. Lives within one call of bill. */
    private static final class Lines {
        private final ModelPrice price;
        private final long prompt;
        private final Fraction factor;
        private final List<CostLine> lines = new ArrayList<>(4);
        private boolean known = true;

        Lines(ModelPrice price, long prompt, Fraction factor) {
            this.price = price;
            this.prompt = prompt;
            this.factor = factor;
        }

        boolean isKnown() {
            return known;
        }

        /** Adds a part that has its own price and says how many were added; without one it stays in the rest. */
        long addPart(long count, PriceKind kind) {
            Rate rate = price.rate(kind);
            if (rate == null) {
                return 0;
            }
            add(count, kind.line(), rate);
            return count;
        }

        /** Adds at the first of the kinds that has a price. */
        void add(long count, String name, PriceKind... kinds) {
            for (PriceKind kind : kinds) {
                Rate rate = price.rate(kind);
                if (rate != null) {
                    add(count, name, rate);
                    return;
                }
            }
            known &= count == 0;
        }

        /** Adds a fee where one is published; most tools have none. */
        void addFee(long count, PriceKind kind) {
            addPart(Math.max(0, count), kind);
        }

        private void add(long count, String name, Rate rate) {
            if (count > 0) {
                lines.add(new CostLine(name, count, rate.forPrompt(prompt), factor.numerator(), factor.denominator()));
            }
        }
    }
}
