package dev.penstock.record;

import java.util.Locale;

/** Makes any text safe to print in one line of a terminal: what moves, colours, hides or breaks is spelled out. */
final class OneLine {
    private OneLine() {}

    static String of(String text) {
        return text.codePoints().allMatch(OneLine::isPlain) ? text : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isPlain(c)) {
                line.appendCodePoint(c);
            } else {
                line.append("\\u{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return line.toString();
    }

    /** Controls carry ANSI sequences; format characters turn the direction of text or hide in it. */
    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
