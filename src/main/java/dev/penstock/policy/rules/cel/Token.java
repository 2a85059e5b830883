package dev.penstock.policy.rules.cel;

/** One word of an expression. */
sealed interface Token {
    int at();

    /** A value that is written down; a whole number may turn out too large for its sign later. */
    record Value(int at, CelValue value) implements Token {}

    /** Digits of a signed whole number, whose sign is not known yet. */
    record Whole(int at, String digits, int radix) implements Token {}

    /** A name or a word of the language. */
    record Word(int at, String word) implements Token {}

    /** One or two characters with a meaning. */
    record Mark(int at, String mark) implements Token {}

    /** After the last character. */
    record Done(int at) implements Token {}

    /** How messages name it. */
    default String shown() {
        return switch (this) {
            case Value value -> "a " + value.value().type();
            case Whole ignored -> "a number";
            case Word word -> "'" + word.word() + "'";
            case Mark mark -> "'" + mark.mark() + "'";
            case Done ignored -> "the end";
        };
    }
}
