package dev.penstock.bench;

import dev.penstock.testkit.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Every value that was measured, by what it measures; the median is what counts. */
final class Scores {
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void add(String what, double value) {
        values.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
        System.err.printf(Locale.ROOT, "bench: %-52s %10.2f%n", what, value);
    }

    boolean has(String what) {
        return values.containsKey(what);
    }

    Stream<String> names() {
        return values.keySet().stream();
    }

    double median(String what) {
        List<Double> sorted =
                values.getOrDefault(what, List.of(Double.NaN)).stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double sum(String what) {
        return values.getOrDefault(what, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** The median of the differences of values measured in pairs. */
    double medianDifference(String what, String base) {
        Scores differences = new Scores();
        List<Double> ours = values.getOrDefault(what, List.of());
        List<Double> theirs = values.getOrDefault(base, List.of());
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            differences.values.computeIfAbsent(what, key -> new ArrayList<>()).add(ours.get(i) - theirs.get(i));
        }
        return differences.median(what);
    }

    Object json() {
        Map<String, Object> medians = new LinkedHashMap<>();
        values.forEach((what, all) -> medians.put(what, Json.object("median", median(what), "values", all)));
        return medians;
    }
}
