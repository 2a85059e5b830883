package dev.penstock.json;

/** Makes foreign text fit to stand in a message: one line, no control characters, short. */
public final class Shown {
    private static final int MOST = 64;

    private Shown() {}

    /** The text with what would break a line escaped, cut at 64 characters. */
    public static String oneLine(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), MOST));
        text.codePoints().limit(MOST).forEach(c -> append(shown, c));
        return text.codePointCount(0, text.length()) > MOST ? shown.append('…').toString() : shown.toString();
    }

    private static void append(StringBuilder shown, int codePoint) {
        int type = Character.getType(codePoint);
        boolean breaks = type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
        if (breaks) {
            shown.append(String.format("\\u%04x", codePoint));
        } else {
            shown.appendCodePoint(codePoint);
        }
    }
}
