package dev.penstock.record;

import java.util.List;

/** One condition on rows; all conditions of a query must hold. Where several values stand, one of them is enough. */
public sealed interface LogFilter {
    /** A text is one of the values, is none of them, or contains one; contains ignores the case of ASCII letters. */
    record ByText(TextField field, Match match, List<String> values) implements LogFilter {
        public ByText {
            values = List.copyOf(values);
        }

        public ByText(TextField field, Match match, String value) {
            this(field, match, List.of(value));
        }
    }

    /** A number compared; a row without the number never matches. */
    record ByNumber(NumberField field, Compare compare, List<Long> values) implements LogFilter {
        public ByNumber {
            values = List.copyOf(values);
        }

        public ByNumber(NumberField field, Compare compare, long value) {
            this(field, compare, List.of(value));
        }
    }

    /** A fact holds, or does not. */
    record ByFlag(FlagField field, boolean value) implements LogFilter {}

    /** The value under one name of the metadata, as a text; a row without the name differs from every value. */
    record ByMetadata(String name, Match match, List<String> values) implements LogFilter {
        public ByMetadata {
            values = List.copyOf(values);
        }
    }

    /** A name or value of the metadata, the id or the event id contains a text, whatever the case of ASCII letters. */
    record Search(String text) implements LogFilter {}

    /** Texts a row can be found by. Of several names or values in the metadata, one that matches is enough. */
    enum TextField {
        ID,
        EVENT_ID,
        PROVIDER,
        MODEL,
        MODEL_TYPE,
        OUTCOME,
        FAILURE,
        TOKEN_ID,
        KEY_ALIAS,
        CREDENTIAL,
        REQUEST_TYPE,
        REQUEST_CONTENT_TYPE,
        RESPONSE_CONTENT_TYPE,
        USER_AGENT,
        DLP_ACTION,
        /** The kind; a row that reused no answer has none. */
        REUSE,
        METADATA_NAME,
        METADATA_VALUE
    }

    /** Numbers a row can be found by. */
    enum NumberField {
        CREATED_AT,
        STATUS,
        STEP,
        ATTEMPTS,
        TOKENS_IN,
        TOKENS_OUT,
        /** Of both directions; a row with one of them has it. */
        TOKENS,
        COST_NANO,
        DURATION_MICROS,
        /** Whole ones, as the API shows them. */
        DURATION_MILLIS,
        FEEDBACK,
        SCORE_MICROS,
        CONFIG_REVISION
    }

    /** Facts a row can be found by. */
    enum FlagField {
        SUCCESS,
        CACHED,
        STREAM,
        AUTHENTICATION,
        BYOK,
        WHOLESALE,
        COMPATIBILITY_MODE
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
