package dev.penstock.policy.rules.cel;

import dev.penstock.regex.LinearPattern;
import java.util.List;
import java.util.Optional;

/** An expression as a tree. */
sealed interface Expr {
    /** Where it stands in the text. */
    int at();

    /** A value that is written down. */
    record Literal(int at, CelValue value) implements Expr {}

    /** A name. */
    record Name(int at, String name) implements Expr {}

    /** A field of a map. */
    record Select(int at, Expr of, String field) implements Expr {}

    /** Whether a map has a field: has(e.f). */
    record Has(int at, Expr of, String field) implements Expr {}

    /** An element of a list, a value of a map. */
    record Index(int at, Expr of, Expr key) implements Expr {}

    /** A list. */
    record ListOf(int at, List<Expr> items) implements Expr {}

    /** A map. */
    record MapOf(int at, List<Expr> keys, List<Expr> values) implements Expr {}

    /** Not, or minus. */
    record Unary(int at, Sign sign, Expr of) implements Expr {}

    /** Two values make one; both are needed. */
    record Binary(int at, Operator operator, Expr left, Expr right) implements Expr {}

    /** And, or: one side may decide alone, and then what failed on the other side does not count. */
    record Logic(int at, boolean isAnd, Expr left, Expr right) implements Expr {}

    /** If, then, else. */
    record Choice(int at, Expr condition, Expr whenTrue, Expr whenFalse) implements Expr {}

    /** A function; {@code x.f(y)} is {@code f(x, y)}. */
    record Call(int at, Function function, List<Expr> arguments) implements Expr {}

    /** matches() with a pattern that is written down, and so is read once. */
    record Matches(int at, Expr subject, LinearPattern pattern) implements Expr {}

    /** A macro over the elements of a list or the keys of a map. */
    record Each(int at, Macro macro, Expr range, String variable, Optional<Expr> filter, Expr body) implements Expr {}

    /** What stands before a value. */
    enum Sign {
        NOT,
        MINUS
    }

    /** What stands between two values. */
    enum Operator {
        EQUAL("=="),
        DIFFERS("!="),
        BELOW("<"),
        AT_MOST("<="),
        ABOVE(">"),
        AT_LEAST(">="),
        IN("in"),
        PLUS("+"),
        MINUS("-"),
        TIMES("*"),
        DIVIDE("/"),
        REMAINDER("%");

        final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    /** The functions there are. */
    enum Function {
        SIZE("size", 1, "int"),
        STARTS_WITH("startsWith", 2, "bool"),
        ENDS_WITH("endsWith", 2, "bool"),
        CONTAINS("contains", 2, "bool"),
        MATCHES("matches", 2, "bool"),
        TO_TEXT("string", 1, "string"),
        TO_INT("int", 1, "int"),
        TO_UINT("uint", 1, "uint"),
        TO_REAL("double", 1, "double"),
        TO_TRUTH("bool", 1, "bool"),
        TO_OCTETS("bytes", 1, "bytes"),
        DYN("dyn", 1, "dyn");

        final String word;
        final int arity;
        final String result;

        Function(String word, int arity, String result) {
            this.word = word;
            this.arity = arity;
            this.result = result;
        }
    }

    /** What is done for each element. */
    enum Macro {
        ALL,
        EXISTS,
        EXISTS_ONE,
        FILTER,
        MAP
    }
}
