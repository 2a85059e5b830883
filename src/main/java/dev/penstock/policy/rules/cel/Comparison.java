package dev.penstock.policy.rules.cel;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Equality, which every two values have, and order, which numbers have among each other and others with their like. */
final class Comparison {
    private Comparison() {}

    /** How one value stands to another; numbers that are none stand to nothing. */
    enum Order {
        BELOW,
        EQUAL,
        ABOVE,
        NONE;

        boolean isBelow() {
            return this == BELOW;
        }

        boolean isAtMost() {
            return this == BELOW || this == EQUAL;
        }

        static Order of(int comparison) {
            return comparison < 0 ? BELOW : comparison > 0 ? ABOVE : EQUAL;
        }
    }

    static boolean areEqual(CelValue one, CelValue other) {
        if (isNumber(one) && isNumber(other)) {
            return numbers(one, other) == Order.EQUAL;
        }
        if (one instanceof CelValue.Many left && other instanceof CelValue.Many right) {
            return areEqual(left.items(), right.items());
        }
        if (one instanceof CelValue.Table left && other instanceof CelValue.Table right) {
            return areEqual(left.entries(), right.entries());
        }
        return one.equals(other);
    }

    static Order order(CelValue one, CelValue other) {
        if (isNumber(one) && isNumber(other)) {
            return numbers(one, other);
        }
        if (one instanceof CelValue.Text left && other instanceof CelValue.Text right) {
            return Order.of(compare(left.text(), right.text()));
        }
        if (one instanceof CelValue.Truth left && other instanceof CelValue.Truth right) {
            return Order.of(Boolean.compare(left.flag(), right.flag()));
        }
        if (one instanceof CelValue.Octets left && other instanceof CelValue.Octets right) {
            return Order.of(Arrays.compareUnsigned(left.bytes(), right.bytes()));
        }
        throw CelFailure.wrong("there is no order between a " + one.type() + " and a " + other.type());
    }

    private static boolean areEqual(List<CelValue> one, List<CelValue> other) {
        boolean isEqual = one.size() == other.size();
        for (int i = 0; i < one.size() && isEqual; i++) {
            isEqual = areEqual(one.get(i), other.get(i));
        }
        return isEqual;
    }

    private static boolean areEqual(Map<CelValue, CelValue> one, Map<CelValue, CelValue> other) {
        if (one.size() != other.size()) {
            return false;
        }
        return one.entrySet().stream().allMatch(entry -> {
            CelValue value = other.get(entry.getKey());
            return value != null && areEqual(entry.getValue(), value);
        });
    }

    /** By code points, as CEL has it, and not by UTF-16 units. */
    private static int compare(String one, String other) {
        return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }

    private static boolean isNumber(CelValue value) {
        return value instanceof CelValue.Int || value instanceof CelValue.Uint || value instanceof CelValue.Real;
    }

    private static Order numbers(CelValue one, CelValue other) {
        if (one instanceof CelValue.Real left && other instanceof CelValue.Real right) {
            return reals(left.number(), right.number());
        }
        if (one instanceof CelValue.Real left && !Double.isFinite(left.number())) {
            return reals(left.number(), 0);
        }
        if (other instanceof CelValue.Real right && !Double.isFinite(right.number())) {
            return reals(0, right.number());
        }
        return Order.of(exact(one).compareTo(exact(other)));
    }

    private static Order reals(double one, double other) {
        if (Double.isNaN(one) || Double.isNaN(other)) {
            return Order.NONE;
        }
        return one < other ? Order.BELOW : one > other ? Order.ABOVE : Order.EQUAL;
    }

    private static BigDecimal exact(CelValue number) {
        return switch (number) {
            case CelValue.Int whole -> BigDecimal.valueOf(whole.number());
            case CelValue.Uint unsigned -> new BigDecimal(Long.toUnsignedString(unsigned.bits()));
            case CelValue.Real real -> new BigDecimal(real.number());
            case CelValue.Text ignored -> throw noNumber(number);
            case CelValue.Octets ignored -> throw noNumber(number);
            case CelValue.Truth ignored -> throw noNumber(number);
            case CelValue.Nothing ignored -> throw noNumber(number);
            case CelValue.Many ignored -> throw noNumber(number);
            case CelValue.Table ignored -> throw noNumber(number);
        };
    }

    private static CelFailure noNumber(CelValue value) {
        return CelFailure.wrong("a " + value.type() + " is no number");
    }
}
