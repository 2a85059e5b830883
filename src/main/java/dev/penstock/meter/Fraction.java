package dev.penstock.meter;

/** An exact factor on a price, such as 1/2 for a batch. */
record Fraction(long numerator, long denominator) {
    static final Fraction ONE = new Fraction(1, 1);

    private static final long LARGEST = 1_000_000;

    Fraction {
        if (numerator < 0 || numerator > LARGEST || denominator < 1 || denominator > LARGEST) {
            throw new IllegalArgumentException(numerator + "/" + denominator + " is no factor on a price");
        }
    }

    /** As people write it: 1/2, and 1 for what changes nothing. */
    String text() {
        return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
    }

    /** The larger of the two; both products fit, because no part is larger than a million. */
    Fraction orLarger(Fraction other) {
        return numerator * other.denominator >= other.numerator * denominator ? this : other;
    }

    static Fraction parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' is no factor; write it as 1/2");
        }
        return new Fraction(Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
    }
}
