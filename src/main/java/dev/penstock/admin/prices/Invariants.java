package dev.penstock.admin.prices;

import dev.penstock.call.CostLine;
import dev.penstock.call.Usage;
import dev.penstock.json.JsonText;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.record.RowInvariants;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is checked of a receipt each time it is made. */
final class Invariants {
    private static final Set<String> INPUT =
            Set.of("input", "input_audio", "input_image", "cache_read", "cache_write_5m", "cache_write_1h");

    private static final Set<String> OUTPUT = Set.of("output", "output_audio", "output_image", "reasoning");

    private Invariants() {}

    static List<JsonText> of(CallRow row, List<Billed> billed) {
        List<String> broken = RowInvariants.broken(row);
        return List.of(
                checked("attempts_add_up", RowInvariants.attemptsAddUp(row), attempts(row)),
                checked("input_is_fresh_and_cached", inputAddsUp(row.usage()), input(row.usage())),
                checked("every_token_is_priced_once", everyTokenOnce(billed), "by units of the lines"),
                checked("lines_add_up", linesAddUp(billed), "each attempt's lines, rounded half up once"),
                checked("row_is_consistent", broken.isEmpty(), String.join("; ", broken)));
    }

    private static JsonText checked(String name, @Nullable Boolean holds, String says) {
        return JsonText.object("name", name, "holds", holds, "detail", says);
    }

    private static String attempts(CallRow row) {
        String sum = row.tries().stream()
                .map(attempt -> attempt.costNano() == null
                        ? "unknown"
                        : attempt.costNano().toString())
                .collect(Collectors.joining(" + "));
        return (sum.isEmpty() ? "no attempt" : sum) + " = " + (row.costNano() == null ? "unknown" : row.costNano());
    }

    private static boolean inputAddsUp(Usage usage) {
        return Usage.orZero(usage.inputTotal()) == fresh(usage) + read(usage) + written(usage);
    }

    private static String input(Usage usage) {
        return fresh(usage) + " + " + read(usage) + " + " + written(usage) + " = " + Usage.orZero(usage.inputTotal());
    }

    private static long fresh(Usage usage) {
        return Usage.orZero(usage.input());
    }

    private static long read(Usage usage) {
        return Usage.orZero(usage.cacheRead());
    }

    private static long written(Usage usage) {
        return Usage.orZero(usage.cacheWrite5m()) + Usage.orZero(usage.cacheWrite1h());
    }

    /** Null where there are no lines to look at. */
    private static @Nullable Boolean everyTokenOnce(List<Billed> billed) {
        List<Billed> shown =
                billed.stream().filter(one -> !one.lines().isEmpty()).toList();
        return shown.isEmpty() ? null : shown.stream().allMatch(Invariants::everyTokenOnce);
    }

    private static boolean everyTokenOnce(Billed one) {
        AttemptRow attempt = one.attempt();
        return units(one, INPUT) == Math.max(0, Usage.orZero(attempt.usage().inputTotal()))
                && units(one, OUTPUT)
                        == Math.max(0, Usage.orZero(attempt.usage().output()));
    }

    private static long units(Billed one, Set<String> kinds) {
        return one.lines().stream()
                .filter(line -> kinds.contains(line.kind()))
                .mapToLong(CostLine::units)
                .sum();
    }

    private static @Nullable Boolean linesAddUp(List<Billed> billed) {
        if (billed.isEmpty() || billed.stream().anyMatch(one -> !one.isExplained())) {
            return null;
        }
        return billed.stream().filter(one -> one.bill().isPresent()).allMatch(one -> {
            Long cost = one.attempt().costNano();
            return cost != null && one.sum().rounded().equals(BigInteger.valueOf(cost));
        });
    }
}
