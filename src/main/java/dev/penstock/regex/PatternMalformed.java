package dev.penstock.regex;

/** A text that is no pattern, or too large a one. */
public final class PatternMalformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    PatternMalformed(String what, int at) {
        super(what + " at character " + (at + 1), null, false, false);
    }

    /** What is wrong and where. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
