package dev.penstock.admin.analytics;

/**
 * A word of a GraphQL document (October 2021, section 2.1).
 *
 * @param text of a string what it says, of everything else what is written
 */
record Token(Kind kind, String text, int line, int column) {
    /** What it is. */
    enum Kind {
        PUNCTUATOR,
        NAME,
        NUMBER,
        STRING,
        END
    }

    boolean is(String punctuator) {
        return kind == Kind.PUNCTUATOR && text.equals(punctuator);
    }

    GraphQlError unexpected(String expected) {
        String found = kind == Kind.END ? "the end" : BadQuestion.quoted(text);
        return new GraphQlError("Expected " + expected + ", found " + found, line, column);
    }
}
