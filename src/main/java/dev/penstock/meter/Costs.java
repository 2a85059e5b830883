package dev.penstock.meter;

import static dev.penstock.call.Usage.orZero;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From usage to money. Each token is priced once, as the most special kind that has a price; the long-prompt price of a
 * model is chosen by all input tokens; the sum is exact and rounded half up once, at its end.
 */
final class Costs {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    /** A million dollars. No call costs that: such counts are an error of the provider, and a cost from them as well. */
    private static final BigInteger BEYOND_BELIEF = BigInteger.TEN.pow(15);

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
        return ServiceTier.factor(price, serviceTier).flatMap(factor -> cost(price, usage, factor));
    }

    /** The same with the factor of the service tier at hand. */
    static Optional<NanoUsd> cost(ModelPrice price, Usage usage, Fraction factor) {
        if (usage.inputTotal() == null && usage.output() == null) {
            return Optional.empty();
        }
        if (orZero(usage.inputTotal()) >= UNBELIEVABLE || orZero(usage.output()) >= UNBELIEVABLE) {
            return Optional.empty();
        }
        Sum tokens = new Sum(price, orZero(usage.inputTotal()));
        addInput(tokens, usage);
        addOutput(tokens, usage);
        Sum fees = new Sum(price, 0);
        fees.addFee(1, PriceKind.REQUEST);
        Map<String, Long> tools = usage.serverTools();
        for (Map.Entry<String, Long> tool : tools.entrySet()) {
            ToolFees.due(tool.getKey(), tools.keySet()).ifPresent(kind -> fees.addFee(tool.getValue(), kind));
        }
        return tokens.isKnown() ? rounded(tokens.total(), fees.total(), factor) : Optional.empty();
    }

    private static void addInput(Sum sum, Usage usage) {
        long rest = clamped(usage.input());
        rest -= sum.addPart(Math.min(rest, clamped(usage.inputAudio())), PriceKind.INPUT_AUDIO);
        rest -= sum.addPart(Math.min(rest, clamped(usage.inputImage())), PriceKind.INPUT_IMAGE);
        sum.add(rest, PriceKind.INPUT);
        // Where a provider has no price for its cache, cached tokens are input like others; a cache of one hour is
        // never
        // cheaper than one of five minutes.
        sum.add(clamped(usage.cacheRead()), PriceKind.CACHE_READ, PriceKind.INPUT);
        sum.add(clamped(usage.cacheWrite5m()), PriceKind.CACHE_WRITE, PriceKind.INPUT);
        sum.add(clamped(usage.cacheWrite1h()), PriceKind.CACHE_WRITE_1H, PriceKind.CACHE_WRITE, PriceKind.INPUT);
    }

    private static void addOutput(Sum sum, Usage usage) {
        long rest = clamped(usage.output());
        rest -= sum.addPart(Math.min(rest, clamped(usage.outputAudio())), PriceKind.OUTPUT_AUDIO);
        rest -= sum.addPart(Math.min(rest, clamped(usage.outputImage())), PriceKind.OUTPUT_IMAGE);
        rest -= sum.addPart(Math.min(rest, clamped(usage.outputReasoning())), PriceKind.REASONING);
        sum.add(rest, PriceKind.OUTPUT);
    }

    /** Counts below zero have been seen where a provider subtracts wrongly; they are worth nothing. */
    private static long clamped(@Nullable Long count) {
        return Math.max(0, orZero(count));
    }

    /** Only tokens have a price per service tier: a batch does not halve the fee of a search. */
    private static Optional<NanoUsd> rounded(BigInteger tokens, BigInteger fees, Fraction factor) {
        BigInteger nano = nano(tokens, fees, factor);
        return nano.compareTo(BEYOND_BELIEF) > 0 ? Optional.empty() : Optional.of(new NanoUsd(nano.longValueExact()));
    }

    /** Rounded like a cost; what is beyond belief is as much as the dearest cost there can be. */
    static NanoUsd atMost(BigInteger tokens, BigInteger fees, Fraction factor) {
        return new NanoUsd(nano(tokens, fees, factor).min(BEYOND_BELIEF).longValueExact());
    }

    private static BigInteger nano(BigInteger tokens, BigInteger fees, Fraction factor) {
        BigInteger denominator = BigInteger.valueOf(factor.denominator());
        BigInteger numerator =
                tokens.multiply(BigInteger.valueOf(factor.numerator())).add(fees.multiply(denominator));
        BigInteger divisor = MILLION.multiply(denominator);
        return numerator.add(divisor.shiftRight(1)).divide(divisor);
    }

    /** Counts times prices, in millionths of a nano-USD. Lives within one call of cost. */
    private static final class Sum {
        private final ModelPrice price;
        private final long prompt;
        private BigInteger total = BigInteger.ZERO;
        private boolean known = true;

        Sum(ModelPrice price, long prompt) {
            this.price = price;
            this.prompt = prompt;
        }

        BigInteger total() {
            return total;
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
            add(count, rate);
            return count;
        }

        /** Adds at the first of the kinds that has a price. */
        void add(long count, PriceKind... kinds) {
            for (PriceKind kind : kinds) {
                Rate rate = price.rate(kind);
                if (rate != null) {
                    add(count, rate);
                    return;
                }
            }
            known &= count == 0;
        }

        /** Adds a fee where one is published; most tools have none. */
        void addFee(long count, PriceKind kind) {
            addPart(Math.max(0, count), kind);
        }

        private void add(long count, Rate rate) {
            if (count > 0) {
                BigInteger each = BigInteger.valueOf(rate.forPrompt(prompt));
                total = total.add(BigInteger.valueOf(count).multiply(each));
            }
        }
    }
}
