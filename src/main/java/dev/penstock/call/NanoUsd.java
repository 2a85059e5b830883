package dev.penstock.call;

/** Money: a whole number of billionths of a US dollar. */
public record NanoUsd(long amount) {
    public static final NanoUsd ZERO = new NanoUsd(0);

    public NanoUsd plus(NanoUsd other) {
        return new NanoUsd(Math.addExact(amount, other.amount));
    }
}
