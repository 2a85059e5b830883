package dev.penstock.meter;

import dev.penstock.call.CostLine;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What a usage costs, line by line: the sum of the lines, rounded half up once, is the cost.
 *
 * @param reported whether it is the provider's own figure: then there are no lines
 * @param tierFactor what the service tier does to the price of tokens, such as 1/2
 * @param nano the cost in billionths of a dollar
 */
public record Bill(boolean reported, String tierFactor, List<CostLine> lines, long nano) {
    /** A million dollars. No call costs that: such counts are an error of the provider, and a cost from them as well. */
    static final BigInteger BEYOND_BELIEF = BigInteger.TEN.pow(15);

    public Bill {
        lines = List.copyOf(lines);
    }

    static Bill reported(long nano) {
        return new Bill(true, "1", List.of(), nano);
    }

    /** Empty where nobody believes it. All lines of tokens have the same factor, fees have none. */
    static Optional<Bill> of(List<CostLine> lines, Fraction factor) {
        BigInteger numerator = BigInteger.ZERO;
        for (CostLine line : lines) {
            BigInteger common = BigInteger.valueOf(factor.denominator() / line.denominator());
            numerator = numerator.add(line.numerator().multiply(common));
        }
        BigInteger nano = rounded(numerator, BigInteger.valueOf(factor.denominator()));
        return nano.compareTo(BEYOND_BELIEF) > 0
                ? Optional.empty()
                : Optional.of(new Bill(false, factor.text(), lines, nano.longValueExact()));
    }

    /** Millionths of a nano-USD over a denominator, half up: the one place where money is rounded. */
    static BigInteger rounded(BigInteger numerator, BigInteger denominator) {
        BigInteger divisor = CostLine.MILLION.multiply(denominator);
        return numerator.add(divisor.shiftRight(1)).divide(divisor);
    }
}
