package dev.penstock.pipeline;

/** Header fields that come inside a JSON body have not passed the HTTP parser, so they are checked here. */
final class HeaderText {
    private static final String NAME_MARKS = "!#$%&'*+-.^_`|~";
    private static final int LONGEST_SHOWN = 40;
    private static final int LONGEST_VALUE = 200;

    private HeaderText() {}

    static void check(int step, String name, String value) {
        boolean good = !name.isEmpty()
                && name.chars().allMatch(HeaderText::isNameMark)
                && value.chars().allMatch(HeaderText::isValueMark);
        if (!good) {
            throw Planner.malformed(
                    "Step " + step + ": header '" + shown(name) + "' holds characters no header may hold");
        }
    }

    /** A name from outside, cut and cleaned so that it can stand in a message. */
    static String shown(String text) {
        String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return cut.replaceAll("[^\\x20-\\x7e…]", "?");
    }

    /** A text from outside, cut and cleaned so that it can stand in a header. */
    static String plain(String text) {
        String cut = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) : text;
        return cut.replaceAll("[^\\x21-\\x7e]", "?");
    }

    private static boolean isNameMark(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || NAME_MARKS.indexOf(c) >= 0;
    }

    private static boolean isValueMark(int c) {
        return c == '\t' || (c >= 0x20 && c != 0x7f && c <= 0xff);
    }
}
