package dev.penstock.policy.rules.cel;

import java.util.ArrayList;
import java.util.List;

/** The four rules and the remainder; numbers keep to their own sort, and none leaves its range unnoticed. */
final class Arithmetic {
    private Arithmetic() {}

    static CelValue negated(CelValue value) {
        if (value instanceof CelValue.Int whole) {
            if (whole.number() == Long.MIN_VALUE) {
                throw overflow();
            }
            return new CelValue.Int(-whole.number());
        }
        if (value instanceof CelValue.Real real) {
            return new CelValue.Real(-real.number());
        }
        throw CelFailure.wrong("'-' has no meaning before a " + value.type());
    }

    static CelValue of(Expr.Operator operator, CelValue one, CelValue other) {
        if (one instanceof CelValue.Int left && other instanceof CelValue.Int right) {
            return whole(operator, left.number(), right.number());
        }
        if (one instanceof CelValue.Uint left && other instanceof CelValue.Uint right) {
            return unsigned(operator, left.bits(), right.bits());
        }
        if (one instanceof CelValue.Real left && other instanceof CelValue.Real right) {
            return real(operator, left.number(), right.number());
        }
        if (operator == Expr.Operator.PLUS) {
            return joined(one, other);
        }
        throw noMeaning(operator, one, other);
    }

    private static CelValue joined(CelValue one, CelValue other) {
        if (one instanceof CelValue.Text left && other instanceof CelValue.Text right) {
            return new CelValue.Text(left.text() + right.text());
        }
        if (one instanceof CelValue.Many left && other instanceof CelValue.Many right) {
            List<CelValue> all = new ArrayList<>(left.items());
            all.addAll(right.items());
            return new CelValue.Many(all);
        }
        if (one instanceof CelValue.Octets left && other instanceof CelValue.Octets right) {
            byte[] all = new byte[left.bytes().length + right.bytes().length];
            System.arraycopy(left.bytes(), 0, all, 0, left.bytes().length);
            System.arraycopy(right.bytes(), 0, all, left.bytes().length, right.bytes().length);
            return new CelValue.Octets(all);
        }
        throw noMeaning(Expr.Operator.PLUS, one, other);
    }

    private static CelValue whole(Expr.Operator operator, long one, long other) {
        try {
            return new CelValue.Int(
                    switch (operator) {
                        case PLUS -> Math.addExact(one, other);
                        case MINUS -> Math.subtractExact(one, other);
                        case TIMES -> Math.multiplyExact(one, other);
                        case DIVIDE -> Math.divideExact(one, other);
                        case REMAINDER ->
                            one == Long.MIN_VALUE && other == -1 ? Math.divideExact(one, other) : one % other;
                        case EQUAL, DIFFERS, BELOW, AT_MOST, ABOVE, AT_LEAST, IN -> throw noArithmetic(operator);
                    });
        } catch (ArithmeticException outOfRange) {
            throw other == 0 ? byZero() : overflow();
        }
    }

    private static CelValue unsigned(Expr.Operator operator, long one, long other) {
        if (other == 0 && (operator == Expr.Operator.DIVIDE || operator == Expr.Operator.REMAINDER)) {
            throw byZero();
        }
        return new CelValue.Uint(
                switch (operator) {
                    case PLUS -> inRange(one + other, Long.compareUnsigned(one + other, one) >= 0);
                    case MINUS -> inRange(one - other, Long.compareUnsigned(one, other) >= 0);
                    case TIMES -> inRange(one * other, Math.unsignedMultiplyHigh(one, other) == 0);
                    case DIVIDE -> Long.divideUnsigned(one, other);
                    case REMAINDER -> Long.remainderUnsigned(one, other);
                    case EQUAL, DIFFERS, BELOW, AT_MOST, ABOVE, AT_LEAST, IN -> throw noArithmetic(operator);
                });
    }

    private static CelValue real(Expr.Operator operator, double one, double other) {
        return new CelValue.Real(
                switch (operator) {
                    case PLUS -> one + other;
                    case MINUS -> one - other;
                    case TIMES -> one * other;
                    case DIVIDE -> one / other;
                    case REMAINDER -> throw CelFailure.wrong("'%' has no meaning between doubles");
                    case EQUAL, DIFFERS, BELOW, AT_MOST, ABOVE, AT_LEAST, IN -> throw noArithmetic(operator);
                });
    }

    private static long inRange(long bits, boolean isInRange) {
        if (!isInRange) {
            throw overflow();
        }
        return bits;
    }

    private static CelFailure overflow() {
        return CelFailure.wrong("a number left its 64 bits");
    }

    private static CelFailure byZero() {
        return CelFailure.wrong("divided by zero");
    }

    private static CelFailure noMeaning(Expr.Operator operator, CelValue one, CelValue other) {
        return CelFailure.wrong(
                "'" + operator.sign + "' has no meaning between a " + one.type() + " and a " + other.type());
    }

    private static IllegalStateException noArithmetic(Expr.Operator operator) {
        return new IllegalStateException("No arithmetic: " + operator);
    }
}
