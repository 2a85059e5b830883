package dev.penstock.policy.rules.cel;

import dev.penstock.regex.LinearPattern;
import dev.penstock.regex.PatternMalformed;

/** Patterns of matches(), which CEL says are RE2's. */
final class Patterns {
    private Patterns() {}

    /** Reads a pattern that is written down once, where the expression is read. */
    static Expr read(Expr.Call call, String source) {
        boolean isWritten = call.function() == Expr.Function.MATCHES
                && call.arguments().getLast() instanceof Expr.Literal literal
                && literal.value() instanceof CelValue.Text;
        if (!isWritten) {
            return call;
        }
        Expr.Literal literal = (Expr.Literal) call.arguments().getLast();
        try {
            LinearPattern pattern = LinearPattern.parse(((CelValue.Text) literal.value()).text());
            return new Expr.Matches(call.at(), call.arguments().getFirst(), pattern);
        } catch (PatternMalformed malformed) {
            throw new CelMalformed("matches() has no valid pattern: " + malformed.what(), source, literal.at());
        }
    }

    static LinearPattern computed(String text) {
        try {
            return LinearPattern.parse(text);
        } catch (PatternMalformed malformed) {
            throw CelFailure.wrong("matches() has no valid pattern: " + malformed.what());
        }
    }
}
