package dev.penstock.json;

/** Decimal text to whole billionths without floating point, and without trusting the exponent. */
final class Decimals {
    private static final int SCALE = 9;
    private static final int FARTHEST_EXPONENT = 1_000;

    private Decimals() {}

    /** The number in billionths, rounded half up, at most Long.MAX_VALUE either way; UNSAID if the text is none. */
    static long nano(String text) {
        int exponentAt = Math.max(text.indexOf('e'), text.indexOf('E'));
        String mantissa = exponentAt < 0 ? text : text.substring(0, exponentAt);
        boolean negative = mantissa.startsWith("-");
        int point = mantissa.indexOf('.');
        String whole = mantissa.substring(negative ? 1 : 0, point < 0 ? mantissa.length() : point);
        String digits = point < 0 ? whole : whole + mantissa.substring(point + 1);
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return JsonCursor.UNSAID;
        }
        long kept = (long) whole.length() + exponent(text, exponentAt) + SCALE;
        long amount = rounded(digits, kept);
        return negative ? -amount : amount;
    }

    private static int exponent(String text, int exponentAt) {
        if (exponentAt < 0) {
            return 0;
        }
        String digits = text.substring(exponentAt + 1);
        boolean negative = digits.startsWith("-");
        int value = 0;
        for (int i = 0; i < digits.length() && value < FARTHEST_EXPONENT; i++) {
            char c = digits.charAt(i);
            if (c >= '0' && c <= '9') {
                value = value * 10 + (c - '0');
            }
        }
        return negative ? -value : value;
    }

    /** The first {@code kept} digits as a number, zeros appended where there are fewer. */
    private static long rounded(String digits, long kept) {
        long amount = 0;
        for (long i = 0; i < kept; i++) {
            int digit = i < digits.length() ? digits.charAt((int) i) - '0' : 0;
            if (amount > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            amount = amount * 10 + digit;
            if (amount == 0 && i >= digits.length()) {
                return 0;
            }
        }
        boolean up = kept >= 0 && kept < digits.length() && digits.charAt((int) kept) >= '5';
        return up && amount < Long.MAX_VALUE ? amount + 1 : amount;
    }
}
