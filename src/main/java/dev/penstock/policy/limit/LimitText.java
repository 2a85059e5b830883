package dev.penstock.policy.limit;

import dev.penstock.call.LimitRule;
import dev.penstock.call.Window;
import dev.penstock.json.Shown;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Limits in words. */
final class LimitText {
    private static final int NANO_DIGITS = 9;

    private LimitText() {}

    /** Without zeros at the end. */
    static BigDecimal dollars(long nano) {
        BigDecimal dollars = BigDecimal.valueOf(nano, NANO_DIGITS);
        return dollars.signum() == 0 ? BigDecimal.ZERO : dollars.stripTrailingZeros();
    }

    /** As in "3600s, sliding". */
    static String secondsAndTechnique(Window window) {
        return switch (window) {
            case Window.Fixed fixed -> seconds(fixed.length()) + "s, fixed";
            case Window.Sliding sliding -> seconds(sliding.length()) + "s, sliding";
            case Window.Calendar calendar ->
                word(calendar.period()) + ", " + calendar.zone().getId();
            case Window.WhileOpen ignored -> "moment";
        };
    }

    /** As in "Limit 'per-user' of this gateway". */
    static String whose(LimitRule rule) {
        String id = "'" + Shown.oneLine(rule.id()) + "'";
        return switch (rule.origin()) {
            case ACCOUNT -> "Limit " + id + " of this account";
            case STORED_KEY -> "The limit of the stored provider key " + id;
            case RUN -> "Cap " + id + " on what one run may use";
            case ROUTE -> "Quota " + id + " of this route";
            case RATE_LIMIT, SPEND_LIMIT, GATEWAY, POLICY -> "Limit " + id + " of this gateway";
        };
    }

    /** As in "60 of 60 calls in any 60 s are used". */
    static String used(LimitRule rule, long taken, long limit) {
        String window = window(rule.window());
        return switch (rule.counted()) {
            case COST ->
                "$" + dollars(taken).toPlainString() + " of $" + dollars(limit).toPlainString() + window
                        + " are spent or held for calls under way";
            case REQUESTS -> taken + " of " + limit + " calls" + window + " are used";
            case INPUT_TOKENS -> tokens("input tokens", taken, limit, window);
            case OUTPUT_TOKENS -> tokens("output tokens", taken, limit, window);
            case TOKENS -> tokens("tokens", taken, limit, window);
            case CALLS_AT_ONCE -> taken + " of " + limit + " calls are under way";
            case OPEN_STREAMS -> taken + " of " + limit + " streams are open";
        };
    }

    private static String tokens(String unit, long taken, long limit, String window) {
        return taken + " of " + limit + " " + unit + window + " are used or held for calls under way";
    }

    private static String window(Window window) {
        return switch (window) {
            case Window.Fixed fixed -> " in each " + seconds(fixed.length()) + " s";
            case Window.Sliding sliding -> " in any " + seconds(sliding.length()) + " s";
            case Window.Calendar calendar -> " " + every(calendar);
            case Window.WhileOpen ignored -> "";
        };
    }

    private static String every(Window.Calendar calendar) {
        String period = switch (calendar.period()) {
            case HOURLY -> "an hour";
            case DAILY -> "a day";
            case WEEKLY -> "a week";
            case MONTHLY -> "a month";
        };
        return period + " (" + calendar.zone().getId() + ")";
    }

    private static String seconds(Duration length) {
        return BigDecimal.valueOf(length.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private static String word(Window.Period period) {
        return period.name().toLowerCase(Locale.ROOT);
    }
}
