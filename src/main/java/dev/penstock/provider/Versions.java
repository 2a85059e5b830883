package dev.penstock.provider;

/** Version segments of paths (v1, v1beta, v4): clients send them once more than our base URL needs. */
final class Versions {
    private Versions() {}

    static boolean isVersion(String text, int from, int to) {
        return to - from >= 2 && text.charAt(from) == 'v' && isDigit(text.charAt(from + 1));
    }

    /** The version segment a path ends with, or nothing. */
    static String atEndOf(String path) {
        int start = path.lastIndexOf('/') + 1;
        return isVersion(path, start, path.length()) ? path.substring(start) : "";
    }

    /**
     * Base and rest as one path; where the rest begins with the version the base ends with, it is kept once.
     *
     * @param version the version segment the base ends with, or nothing
     */
    static String join(String base, String version, String rest) {
        if (!version.isEmpty() && rest.startsWith(version)) {
            if (rest.length() == version.length()) {
                return base;
            }
            if (rest.charAt(version.length()) == '/') {
                return base.concat(rest.substring(version.length()));
            }
        }
        return base + "/" + rest;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
