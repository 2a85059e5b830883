package dev.penstock.admin.prices;

import dev.penstock.call.CostLine;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** A number of nano-USD before it is rounded: a third of one is a third. */
record Exact(BigInteger numerator, BigInteger denominator) {
    private static final int NANO_DIGITS = 9;
    static final Exact ZERO = new Exact(BigInteger.ZERO, BigInteger.ONE);

    static Exact of(long nano) {
        return new Exact(BigInteger.valueOf(nano), BigInteger.ONE);
    }

    static Exact of(CostLine line) {
        return new Exact(line.numerator(), CostLine.MILLION.multiply(BigInteger.valueOf(line.denominator())));
    }

    /** Of a whole number of nano-USD, every digit. */
    static String dollars(BigInteger nano) {
        BigDecimal dollars = new BigDecimal(nano, NANO_DIGITS);
        return dollars.signum() == 0 ? "0" : dollars.stripTrailingZeros().toPlainString();
    }

    static Exact sum(List<CostLine> lines) {
        Exact sum = ZERO;
        for (CostLine line : lines) {
            sum = sum.plus(of(line));
        }
        return sum;
    }

    Exact plus(Exact other) {
        BigInteger top = numerator.multiply(other.denominator).add(other.numerator.multiply(denominator));
        BigInteger bottom = denominator.multiply(other.denominator);
        BigInteger common = top.gcd(bottom);
        return common.signum() == 0 ? ZERO : new Exact(top.divide(common), bottom.divide(common));
    }

    Exact minus(Exact other) {
        return plus(new Exact(other.numerator.negate(), other.denominator));
    }

    /** Half up, as a cost is rounded. */
    BigInteger rounded() {
        BigInteger twice = BigInteger.TWO.multiply(denominator);
        return numerator.multiply(BigInteger.TWO).add(denominator).divide(twice);
    }

    /** Every digit where they end, else a fraction such as 1250000/3. */
    String text() {
        try {
            BigDecimal all = new BigDecimal(numerator).divide(new BigDecimal(denominator));
            return all.signum() == 0 ? "0" : all.stripTrailingZeros().toPlainString();
        } catch (ArithmeticException endless) {
            BigInteger common = numerator.gcd(denominator);
            return numerator.divide(common) + "/" + denominator.divide(common);
        }
    }
}
