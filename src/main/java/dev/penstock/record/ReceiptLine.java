package dev.penstock.record;

import dev.penstock.call.CostLine;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A receipt as the value of one header: {@code v=2026-11-22; in=812@2.5; cache_read=200@0.25; out=164@10;
 * cost=0.000531}. docs/logs-and-cost.md has its grammar.
 */
public final class ReceiptLine {
    private static final int NANO_DIGITS = 9;
    /** What a header and its grammar can carry; everything else becomes an underscore. */
    private static final Pattern OUTSIDE = Pattern.compile("[^A-Za-z0-9._+-]");

    private static final Map<String, String> SHORT = Map.of("input", "in", "output", "out");

    private ReceiptLine() {}

    /** Units without their prices, for a row whose lines are not at hand. */
    public static String of(CallRow row) {
        Reuse reuse = row.reuse();
        if (reuse != null) {
            return reused(reuse);
        }
        Usage usage = row.usage();
        List<String> parts = begun(row);
        unpriced(parts, "in", usage.input());
        unpriced(parts, "cache_read", usage.cacheRead());
        unpriced(parts, "cache_write_5m", usage.cacheWrite5m());
        unpriced(parts, "cache_write_1h", usage.cacheWrite1h());
        unpriced(parts, "out", usage.output());
        return ended(row, parts);
    }

    /** Units at their prices in dollars per million, as the cost was added from them. */
    public static String of(CallRow row, List<CostLine> lines) {
        if (lines.isEmpty() || row.customCost() || row.reuse() != null) {
            return of(row);
        }
        List<String> parts = begun(row);
        for (CostLine line : lines) {
            parts.add(SHORT.getOrDefault(line.kind(), line.kind()) + "=" + line.units() + "@"
                    + dollars(line.nanoPerMillion()) + factor(line));
        }
        return ended(row, parts);
    }

    private static String reused(Reuse reuse) {
        Long saved = reuse.savedNano();
        return "reuse=" + reuse.kind().name().toLowerCase(Locale.ROOT)
                + "; of=" + OUTSIDE.matcher(reuse.of()).replaceAll("_")
                + "; saved=" + (saved == null ? "unknown" : dollars(saved))
                + "; usage=none; cost=0";
    }

    private static List<String> begun(CallRow row) {
        List<String> parts = new ArrayList<>();
        String version = row.priceVersion();
        if (row.customCost()) {
            parts.add("v=custom");
        } else if (version != null) {
            parts.add("v=" + OUTSIDE.matcher(version).replaceAll("_"));
        }
        return parts;
    }

    private static String ended(CallRow row, List<String> parts) {
        switch (row.usageSource()) {
            case REPORTED -> {}
            case ESTIMATED -> parts.add("usage=estimated");
            case NONE -> parts.add("usage=none");
        }
        Long cost = row.costNano();
        parts.add("cost=" + (cost == null ? "unknown" : dollars(cost)));
        return String.join("; ", parts);
    }

    private static void unpriced(List<String> parts, String kind, @Nullable Long units) {
        if (units != null && units != 0) {
            parts.add(kind + "=" + units);
        }
    }

    private static String factor(CostLine line) {
        if (line.factor() == line.denominator()) {
            return "";
        }
        return "*" + line.factor() + (line.denominator() == 1 ? "" : "/" + line.denominator());
    }

    private static String dollars(long nano) {
        BigDecimal dollars = BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros();
        return dollars.toPlainString();
    }
}
