package dev.penstock.provider;

import java.nio.charset.StandardCharsets;

/** Percent-encoded paths read as text, to understand them; what is sent stays as it came. */
public final class PathText {
    private PathText() {}

    /** Decoded once, as UTF-8. A path that went through {@link SafePath} decodes without error. */
    public static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        byte[] bytes = new byte[path.length()];
        int length = 0;
        for (int i = 0; i < path.length(); i++) {
            int octet = octet(path, i);
            bytes[length++] = (byte) (octet < 0 ? path.charAt(i) : octet);
            i += octet < 0 ? 0 : 2;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Decoded, without empty segments: the path as a lenient server understands it. */
    public static String plain(String path) {
        String text = decoded(path);
        if (!text.contains("//") && !text.startsWith("/") && !text.endsWith("/")) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean isDoubled = text.charAt(i) == '/' && (plain.isEmpty() || plain.charAt(plain.length() - 1) == '/');
            if (!isDoubled) {
                plain.append(text.charAt(i));
            }
        }
        if (!plain.isEmpty() && plain.charAt(plain.length() - 1) == '/') {
            plain.setLength(plain.length() - 1);
        }
        return plain.toString();
    }

    /** The byte that stands percent-encoded at an index, or -1. */
    static int octet(String path, int index) {
        if (path.charAt(index) != '%' || index + 2 >= path.length()) {
            return -1;
        }
        int high = hexadecimal(path.charAt(index + 1));
        int low = hexadecimal(path.charAt(index + 2));
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    /** ASCII digits only: Character.digit knows those of every script. */
    private static int hexadecimal(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
