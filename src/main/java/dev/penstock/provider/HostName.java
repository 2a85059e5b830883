package dev.penstock.provider;

/** Parts of host names that come from a client's path: checked so strictly that no other host can be named. */
public final class HostName {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;

    private HostName() {}

    /**
     * One label: a-z, 0-9 and inner hyphens.
     *
     * @param what the caller's word for it, for the message
     * @throws dev.penstock.call.CallRefused 400 where it is none
     */
    public static String label(String text, String what) {
        if (!isLabel(text, 0, text.length())) {
            throw SafePath.refused("The " + what + " in the path must be 1 to " + MAX_LABEL
                    + " letters a-z, digits and inner hyphens; it names the host");
        }
        return text;
    }

    /** Whether a name lies below one of these suffixes, with nothing but labels before it. */
    public static boolean isBelow(String name, String... suffixes) {
        for (String suffix : suffixes) {
            int end = name.length() - suffix.length() - 1;
            if (end > 0 && name.charAt(end) == '.' && name.endsWith(suffix)) {
                return name.length() <= MAX_NAME && areLabels(name, end);
            }
        }
        return false;
    }

    private static boolean areLabels(String name, int end) {
        for (int start = 0; start <= end; ) {
            int dot = name.indexOf('.', start);
            if (!isLabel(name, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return true;
    }

    private static boolean isLabel(String text, int from, int to) {
        if (to <= from || to - from > MAX_LABEL || text.charAt(from) == '-' || text.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
                return false;
            }
        }
        return true;
    }
}
