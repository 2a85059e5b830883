package dev.penstock.record;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A call as one readable line: when, status, target, tokens, cost, time, ending, id. */
public final class LogLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String LAYOUT = "%-23s  %6s  %-36s %24s %14s %9s %9s  %-24s  %s";
    private static final int CENT_DIGITS = 2;

    private LogLine() {}

    /** The names of the columns. Times are UTC. */
    public static String heading() {
        return LAYOUT.formatted(
                "TIME (UTC)", "STATUS", "TARGET", "TOKENS IN→OUT", "COST USD", "DURATION", "FIRST", "ENDING", "ID");
    }

    /** @param coloured whether the status may be wrapped in ANSI colours */
    public static String of(CallRow row, boolean coloured) {
        String line = LAYOUT.formatted(
                TIME.format(Instant.ofEpochMilli(row.createdAt())),
                status(row),
                OneLine.of(row.provider() + "/" + row.model()),
                row.reuse() == null ? tokens(row.usage()) : "0→0",
                cost(row.costNano()),
                duration(row.durationMicros()),
                row.firstByteMicros() == null ? "–" : duration(row.firstByteMicros()),
                ending(row),
                OneLine.of(row.id()));
        return coloured ? coloured(line, row) : line;
    }

    /** Dollars with every digit that is not zero, and never fewer than two: "0.000123". "–" is unknown. */
    public static String cost(@Nullable Long nano) {
        if (nano == null) {
            return "–";
        }
        BigDecimal dollars = BigDecimal.valueOf(nano, 9).stripTrailingZeros();
        return dollars.setScale(Math.max(CENT_DIGITS, dollars.scale())).toPlainString();
    }

    static String cost(@Nullable NanoUsd cost) {
        return cost(cost == null ? null : (Long) cost.amount());
    }

    /** "1200 (200 cached)→64 (40 reasoning)", shortened to marks. */
    static String tokens(Usage usage) {
        return count(usage.inputTotal()) + mark(usage.cacheRead(), "c") + "→" + count(usage.output())
                + mark(usage.outputReasoning(), "r");
    }

    static String duration(long micros) {
        if (micros < 1_000) {
            return micros + "µs";
        }
        if (micros < 10_000_000) {
            return micros / 1_000 + "ms";
        }
        long tenths = micros / 100_000;
        return tenths / 10 + "." + tenths % 10 + "s";
    }

    private static String count(@Nullable Long tokens) {
        return tokens == null ? "–" : tokens.toString();
    }

    private static String mark(@Nullable Long tokens, String kind) {
        return tokens == null || tokens == 0 ? "" : "(" + tokens + kind + ")";
    }

    private static String status(CallRow row) {
        return Integer.toString(row.status());
    }

    private static String ending(CallRow row) {
        String outcome = row.outcome().name().toLowerCase(Locale.ROOT);
        String failure = row.failure();
        int size = row.tries().size();
        String tries = size > 1 ? " ×" + size : "";
        String reused = row.reuse() == null ? "" : " " + word(row.reuse().kind());
        return (failure == null ? outcome : outcome + " " + OneLine.of(failure)) + tries + reused;
    }

    /** How it was answered without a provider, in a word for people. */
    static String word(Reuse.Kind kind) {
        return switch (kind) {
            case HIT -> "hit";
            case STALE -> "stale";
            case COALESCED -> "joined";
            case RESUMED -> "resumed";
        };
    }

    private static String coloured(String line, CallRow row) {
        String colour = row.success() ? "\u001b[32m" : row.status() < 500 ? "\u001b[33m" : "\u001b[31m";
        return colour + line + "\u001b[0m";
    }
}
