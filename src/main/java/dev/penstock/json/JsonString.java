package dev.penstock.json;

/** Writes a text as a JSON string that is safe wherever we put it: one line, no line separators, no half characters. */
public final class JsonString {
    private static final String HEX = "0123456789abcdef";

    private JsonString() {}

    /** The text in quotes. A lone surrogate becomes U+FFFD, because UTF-8 has no form for it. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (Character.isHighSurrogate(one)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(one).append(text.charAt(++i));
            } else {
                append(out, one);
            }
        }
        return out.append('"').toString();
    }

    private static void append(StringBuilder out, char one) {
        switch (one) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (Character.isSurrogate(one)) {
                    out.append('\uFFFD');
                } else if (mustEscape(one)) {
                    escape(out, one);
                } else {
                    out.append(one);
                }
            }
        }
    }

    /** Control characters, which JSON forbids, and what JavaScript or a line-wise reader takes for a line's end. */
    private static boolean mustEscape(char one) {
        return one < ' ' || (one >= 0x7F && one <= 0x9F) || one == 0x2028 || one == 0x2029 || one == 0xFEFF;
    }

    private static void escape(StringBuilder out, char one) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((one >> shift) & 0xF));
        }
    }
}
