package dev.penstock.admin.analytics;

/** A question that cannot be answered as it was asked: the caller's to mend. */
final class BadQuestion extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;

    /**
     * A question and what is wrong with it.
     *
     * @param path which part of the question is meant
     */
    public BadQuestion(String message, String path) {
        super(message, null, false, false);
        this.path = path;
    }

    public String path() {
        return path;
    }

    /** As much of a caller's text as an answer repeats. */
    static String quoted(String text) {
        return "'" + (text.length() <= 64 ? text : text.substring(0, 63) + "…") + "'";
    }
}
