package dev.penstock.regex;

/**
 * A regular expression in RE2's syntax (github.com/google/re2/wiki/Syntax) without captures. It is run as a set of states
 * over the text, so its time is at most {@link #cost}: no pattern and no text make it go back. What cannot be run so,
 * such as backreferences and looking ahead, is refused when the pattern is read.
 */
public final class LinearPattern {
    /** The longest pattern, in characters. */
    public static final int LONGEST = 1_000;

    private final String text;
    private final PatternProgram program;

    private LinearPattern(String text, PatternProgram program) {
        this.text = text;
        this.program = program;
    }

    /** @throws PatternMalformed where it is none, or larger than allowed */
    public static LinearPattern parse(String text) {
        if (text.length() > LONGEST) {
            throw new PatternMalformed("The pattern is longer than " + LONGEST + " characters", LONGEST);
        }
        return new LinearPattern(text, PatternProgram.of(new PatternParser(text).whole()));
    }

    /** Whether some part of a text matches. */
    public boolean isFoundIn(String subject) {
        return program.isFoundIn(subject.codePoints().toArray());
    }

    /** The most comparisons that looking through a text of this length takes. */
    public long cost(int characters) {
        return (characters + 1L) * program.weight();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinearPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
