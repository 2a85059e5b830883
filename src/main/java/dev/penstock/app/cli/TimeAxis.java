package dev.penstock.app.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/** Bars of one width for times of one call, so that what stands below each other happened at once. */
final class TimeAxis {
    private static final int MICROS_IN_MILLI = 1_000;

    private final int width;
    private final long whole;

    /** @param whole microseconds the call took */
    TimeAxis(int width, long whole) {
        this.width = width;
        this.whole = Math.max(1, whole);
    }

    /** Where it begins and ends. */
    String scale() {
        String end = millis(whole) + " ms";
        return "|0" + " ".repeat(Math.max(1, width - 1 - end.length())) + end + "|";
    }

    /** Something that was decided. */
    String moment(long micros) {
        char[] bar = empty();
        bar[place(micros)] = '^';
        return shown(bar);
    }

    /**
     * An attempt: waiting, then receiving.
     *
     * @param heard when its first byte came; its end where none did
     */
    String span(long from, long heard, long to, boolean failed) {
        char[] bar = empty();
        int last = place(to);
        int first = place(heard);
        for (int i = place(from); i <= last; i++) {
            bar[i] = i < first || heard >= to ? '.' : '=';
        }
        if (failed) {
            bar[last] = 'x';
        }
        return shown(bar);
    }

    /** "0.3": thousands of a second with what is behind the point as far as it matters. */
    static String millis(long micros) {
        return BigDecimal.valueOf(micros)
                .divide(BigDecimal.valueOf(MICROS_IN_MILLI), 1, RoundingMode.HALF_UP)
                .toPlainString();
    }

    private char[] empty() {
        char[] bar = new char[width];
        Arrays.fill(bar, ' ');
        return bar;
    }

    private int place(long micros) {
        long inside = Math.clamp(micros, 0L, whole);
        return (int) Math.min(width - 1L, inside * width / whole);
    }

    private static String shown(char[] bar) {
        return "|" + new String(bar) + "|";
    }
}
