package dev.penstock.app.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks a text between words, so that its lines fit. */
final class Wrapping {
    private Wrapping() {}

    /**
     * @param first what the first line begins with
     * @param next what the others begin with
     */
    static List<String> of(String first, String next, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean isBegun = false;
        for (String word : text.split(" ", -1)) {
            if (isBegun && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(next);
                isBegun = false;
            }
            line.append(isBegun ? " " : "").append(word);
            isBegun = true;
        }
        lines.add(line.toString());
        return lines;
    }
}
