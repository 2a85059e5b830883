package dev.penstock.record;

/** One condition on rows; all conditions of a query must hold. */
public sealed interface LogFilter {
    /** A text is or contains a value; contains ignores the case of ASCII letters. */
    record ByText(TextField field, Match match, String value) implements LogFilter {}

    /** A number compared; a row without the number never matches. */
    record ByNumber(NumberField field, Compare compare, long value) implements LogFilter {}

    /** A fact holds, or does not. */
    record ByFlag(FlagField field, boolean value) implements LogFilter {}

    /** Texts a row can be found by. */
    enum TextField {
        ID,
        EVENT_ID,
        PROVIDER,
        MODEL,
        OUTCOME,
        FAILURE,
        TOKEN_ID,
        METADATA
    }

    /** Numbers a row can be found by. */
    enum NumberField {
        CREATED_AT,
        STATUS,
        STEP,
        ATTEMPTS,
        TOKENS_IN,
        TOKENS_OUT,
        COST_NANO,
        DURATION_MICROS
    }

    /** Facts a row can be found by. */
    enum FlagField {
        SUCCESS,
        CACHED,
        STREAM
    }

    /** How texts are compared. */
    enum Match {
        EQUALS,
        DIFFERS,
        CONTAINS
    }

    /** How numbers are compared. */
    enum Compare {
        EQUALS,
        DIFFERS,
        BELOW,
        ABOVE,
        AT_LEAST,
        AT_MOST
    }
}
