package dev.penstock.policy.rules.cel;

/** A text that is no expression, with the place where that shows. */
public final class CelMalformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    CelMalformed(String what, String source, int at) {
        super(what + " at " + place(source, at), null, false, false);
    }

    /** What is wrong, what was expected, and where. */
    public String what() {
        return String.valueOf(getMessage());
    }

    private static String place(String source, int at) {
        int end = Math.min(at, source.length());
        int line = 1 + (int) source.chars().limit(end).filter(c -> c == '\n').count();
        int column = end - source.lastIndexOf('\n', end - 1);
        return "line " + line + ", column " + column;
    }
}
