package dev.penstock.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Guesses which known word was meant: the one with the fewest letters to change, insert, drop or swap. */
final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    static Optional<String> to(String given, Collection<String> known) {
        if (given.length() > LONGEST) {
            return Optional.empty();
        }
        String word = given.toLowerCase(Locale.ROOT).replace('-', '_');
        int farthest = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(candidate -> distance(word, plain(candidate)) <= farthest)
                .min(Comparator.<String>comparingInt(candidate -> distance(word, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The end of a message on an unknown name: the nearest known one, or all of them. */
    static String hint(String given, Collection<String> known) {
        return to(given, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElseGet(() -> "; known here: " + known.stream().sorted().collect(Collectors.joining(", ")));
    }

    private static String plain(String known) {
        return known.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Optimal string alignment. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, one, other, i, j);
            }
        }
        return cost[one.length()][other.length()];
    }

    private static int cheapest(int[][] cost, String one, String other, int i, int j) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
