package dev.penstock.route;

import java.math.BigDecimal;

/**
 * Even numbers out of names: the same for the same names in every process and version, which sticky branches count on, so
 * that how they are worked out must never change.
 */
final class Chance {
    /** A hundred percent in millionths of a percent, the finest share there is. */
    private static final long WHOLE = 100_000_000;

    private static final long PRIME = 0x100000001b3L;
    private static final long OFFSET = 0xcbf29ce484222325L;

    private Chance() {}

    /** What a call draws at an element. */
    static long drawn(long seed, String element) {
        return mixed(folded(mixed(seed + OFFSET), element));
    }

    /** What all calls draw that have the same value; whatever their seed. */
    static long shared(String route, String element, String value) {
        return mixed(folded(folded(folded(OFFSET, route), element), value));
    }

    /** Whether a draw lies below a bound in percent. */
    static boolean isBelow(long draw, BigDecimal percent) {
        return Math.unsignedMultiplyHigh(draw, WHOLE)
                < percent.movePointRight(6).longValueExact();
    }

    /** FNV-1a over the characters, and an end of text, so that two texts cannot be taken for two others. */
    private static long folded(long hash, String text) {
        long folded = hash;
        for (int i = 0; i < text.length(); i++) {
            folded = (folded ^ text.charAt(i)) * PRIME;
        }
        return (folded ^ 0xffffL) * PRIME;
    }

    /** The finish of SplitMix64: each bit of the input moves each bit of the result as often as not. */
    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
