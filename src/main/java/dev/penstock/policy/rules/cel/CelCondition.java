package dev.penstock.policy.rules.cel;

import java.util.Map;

/** A condition in CEL: read once, asked often. Unchanging. */
public final class CelCondition {
    private final String source;
    private final Expr expr;

    private CelCondition(String source, Expr expr) {
        this.source = source;
        this.expr = expr;
    }

    /** What asking comes to. */
    public sealed interface Answer {}

    /** It holds, or does not. */
    public record Holds(boolean flag) implements Answer {}

    /** It depends on something that is not there. */
    public record Missing(String what) implements Answer {}

    /** It has no value, or takes too long to find. */
    public record Failed(String what) implements Answer {}

    /**
     * Reads a condition.
     *
     * @throws CelMalformed where it is none, uses what there is not, or cannot be true or false
     */
    public static CelCondition parse(String source, Names names) {
        Expr expr = Parser.parse(source, names);
        Types.requireTruth(expr, source);
        return new CelCondition(source, expr);
    }

    /** @param values of the names it was read with */
    public Answer answer(Map<String, CelValue> values) {
        try {
            return new Evaluation().of(expr, Scope.of(values)) instanceof CelValue.Truth truth
                    ? new Holds(truth.flag())
                    : new Failed("the condition is neither true nor false");
        } catch (CelFailure failure) {
            return switch (failure.why()) {
                case MISSING -> new Missing(failure.message());
                case WRONG, COSTLY -> new Failed(failure.message());
            };
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CelCondition condition && source.equals(condition.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return source;
    }
}
