package dev.penstock.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param rounds interleaved rounds of each comparison of CPU
 * @param pairs interleaved pairs of each comparison of latency
 * @param seconds of one load of one round
 * @param warmUp calls before the first measurement
 * @param streams open at once
 * @param only the parts to run; all where empty
 */
record Plan(
        boolean quick,
        int rounds,
        int pairs,
        int seconds,
        int warmUp,
        int streams,
        int streamSeconds,
        int starts,
        Path out,
        Set<String> only) {
    private static final Set<String> PARTS = Set.of("json", "kept", "rate", "sse", "first", "open", "start");

    static Plan of(String[] arguments) {
        boolean quick = false;
        Path out = Path.of("docs");
        Set<String> only = Set.of();
        List<String> left = new ArrayList<>(List.of(arguments));
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--quick" -> quick = true;
                case "--out" -> out = Path.of(value(option, left));
                case "--only" -> only = Set.of(value(option, left).split(",", -1));
                default -> throw new IllegalArgumentException("Unknown option " + option + "; see bin/bench --help");
            }
        }
        if (!PARTS.containsAll(only)) {
            throw new IllegalArgumentException("--only takes " + PARTS + ", not " + only);
        }
        return quick
                ? new Plan(true, 2, 2, 4, 30_000, 2_000, 8, 2, out, only)
                : new Plan(false, 3, 5, 10, 200_000, 9_000, 40, 5, out, only);
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " wants a value");
        }
        return left.removeFirst();
    }

    boolean has(String part) {
        return only.isEmpty() || only.contains(part);
    }
}
