package dev.penstock.store.sqlite;

/** Texts as SQLite's functions can read them: no NUL, which ends a text for them, and no half of a surrogate pair. */
final class Plain {
    private static final char REPLACEMENT = '\uFFFD';

    private Plain() {}

    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> plain.appendCodePoint(isWhole(c) ? c : REPLACEMENT));
        return plain.toString();
    }

    private static boolean isWhole(int codePoint) {
        return codePoint != 0 && Character.getType(codePoint) != Character.SURROGATE;
    }
}
