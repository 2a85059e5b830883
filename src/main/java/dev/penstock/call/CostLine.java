package dev.penstock.call;

import java.math.BigInteger;

/**
 * One line of what a call costs: so many units of one kind at one price.
 *
 * @param kind what the units are: input, cache_read, output, web_search …
 * @param nanoPerMillion what a million of them cost, in billionths of a dollar
 * @param factor what a service tier multiplies the price by, over {@code denominator}
 */
public record CostLine(String kind, long units, long nanoPerMillion, long factor, long denominator) {
    public static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    /** Without a service tier's factor. */
    public static CostLine of(String kind, long units, long nanoPerMillion) {
        return new CostLine(kind, units, nanoPerMillion, 1, 1);
    }

    /** The amount in nano-USD is this over a million times {@link #denominator}: nothing is rounded. */
    public BigInteger numerator() {
        return BigInteger.valueOf(units)
                .multiply(BigInteger.valueOf(nanoPerMillion))
                .multiply(BigInteger.valueOf(factor));
    }
}
