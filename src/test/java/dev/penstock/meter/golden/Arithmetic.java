package dev.penstock.meter.golden;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Works out {@code 812*2.5+(200*10+4)/2} in decimals: the costs of the table, a second time and without the product. */
final class Arithmetic {
    private static final MathContext EXACT_ENOUGH = new MathContext(60);

    private final String text;
    private int at;

    private Arithmetic(String text) {
        this.text = text.replace(" ", "");
    }

    /** Micro-dollars as whole nano-dollars, half up. */
    static long nano(String microDollars) {
        Arithmetic reading = new Arithmetic(microDollars);
        BigDecimal value = reading.sum();
        if (reading.at != reading.text.length()) {
            throw new IllegalArgumentException("no sum: " + microDollars);
        }
        return value.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
            boolean plus = text.charAt(at++) == '+';
            BigDecimal next = product();
            value = plus ? value.add(next) : value.subtract(next);
        }
        return value;
    }

    private BigDecimal product() {
        BigDecimal value = factor();
        while (at < text.length() && (text.charAt(at) == '*' || text.charAt(at) == '/')) {
            boolean times = text.charAt(at++) == '*';
            BigDecimal next = factor();
            value = times ? value.multiply(next) : value.divide(next, EXACT_ENOUGH);
        }
        return value;
    }

    private BigDecimal factor() {
        if (text.charAt(at) == '(') {
            at++;
            BigDecimal value = sum();
            at++;
            return value;
        }
        int start = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        return new BigDecimal(text.substring(start, at));
    }
}
