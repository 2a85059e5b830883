package dev.penstock.admin.limits;

import dev.penstock.admin.Paging;
import dev.penstock.admin.Schemas;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Window;
import dev.penstock.json.JsonText;
import dev.penstock.policy.limit.ListedRule;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A limit as the API shows it. Money stands twice: in nano-USD, which is exact, and in dollars, which is read. */
final class LimitView {
    private static final int NANO_DIGITS = 9;

    private static final Map<String, Object> BUCKET = Schemas.object(
            "values", Map.of("type", "object", "additionalProperties", Schemas.TEXT),
            "taken", Schemas.WHOLE,
            "held", Schemas.WHOLE,
            "calls_under_way", Schemas.WHOLE,
            "remaining", Schemas.WHOLE,
            "used_percent", Schemas.WHOLE,
            "reset_seconds", Schemas.WHOLE,
            "taken_usd?", Schemas.TEXT,
            "held_usd?", Schemas.TEXT,
            "remaining_usd?", Schemas.TEXT);

    static final Map<String, Object> SCHEMA = Schemas.object(
            "gateway", Schemas.orNull(Schemas.TEXT),
            "id", Schemas.TEXT,
            "origin", Schemas.TEXT,
            "counts", Schemas.TEXT,
            "unit", Schemas.oneOf("nano_usd", "requests", "tokens", "calls", "streams"),
            "window", Schemas.oneOf("fixed", "sliding", "calendar", "while_open"),
            "window_seconds?", Schemas.NUMBER,
            "period?", Schemas.TEXT,
            "zone?", Schemas.TEXT,
            "limit", Schemas.WHOLE,
            "limit_usd?", Schemas.TEXT,
            "strict", Schemas.FLAG,
            "by", Map.of("type", "object"),
            "exhausted", Schemas.oneOf("refuse", "downgrade", "wait"),
            "warn_at", Schemas.orNull(Schemas.WHOLE),
            "bucket_count", Schemas.WHOLE,
            "buckets", Schemas.list(BUCKET));

    private LimitView() {}

    static JsonText of(Optional<String> gateway, ListedRule listed, List<BucketState> states, Paging paging) {
        LimitRule rule = listed.rule();
        List<Seen> buckets = seen(listed, states);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("gateway", gateway);
        fields.put("id", rule.id());
        fields.put("origin", word(rule.origin()));
        fields.put("counts", word(rule.counted()));
        fields.put("unit", unit(rule.counted()));
        putWindow(rule.window(), fields);
        putAmount("limit", rule.limit(), rule, fields);
        fields.put("strict", rule.strict());
        fields.put("by", listed.by());
        fields.put("exhausted", exhausted(rule.exhausted()));
        fields.put("warn_at", rule.warnAt().isPresent() ? rule.warnAt().getAsInt() : JsonText.NULL);
        fields.put("bucket_count", buckets.size());
        fields.put(
                "buckets",
                paging.part(buckets).stream().map(one -> bucket(one, rule)).toList());
        return JsonText.of(fields);
    }

    /** A bucket and what it is for. */
    private record Seen(Map<String, String> values, BucketState state) {}

    /** A limit that is not split has its one bucket also while nothing is in it. */
    private static List<Seen> seen(ListedRule listed, List<BucketState> states) {
        List<Seen> seen = states.stream()
                .flatMap(state -> listed.values(state.key()).map(values -> new Seen(values, state)).stream())
                .toList();
        return seen.isEmpty() && !listed.isSplit()
                ? List.of(new Seen(Map.of(), BucketState.empty(listed.keyPrefix())))
                : seen;
    }

    private static JsonText bucket(Seen seen, LimitRule rule) {
        BucketState state = seen.state;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("values", seen.values);
        putAmount("taken", state.taken(), rule, fields);
        putAmount("held", state.held(), rule, fields);
        fields.put("calls_under_way", state.open());
        putAmount("remaining", Math.max(0, rule.limit() - state.taken()), rule, fields);
        fields.put("used_percent", percent(state.taken(), rule.limit()));
        fields.put("reset_seconds", Math.ceilDiv(state.reset().toMillis(), 1_000L));
        return JsonText.of(fields);
    }

    private static void putAmount(String name, long amount, LimitRule rule, Map<String, Object> fields) {
        fields.put(name, amount);
        if (rule.counted() == Counted.COST) {
            BigDecimal dollars = BigDecimal.valueOf(amount, NANO_DIGITS).stripTrailingZeros();
            fields.put(name + "_usd", dollars.signum() == 0 ? "0" : dollars.toPlainString());
        }
    }

    private static long percent(long taken, long limit) {
        return limit <= 0
                ? 100
                : BigInteger.valueOf(taken)
                        .multiply(BigInteger.valueOf(100))
                        .divide(BigInteger.valueOf(limit))
                        .longValue();
    }

    private static void putWindow(Window window, Map<String, Object> fields) {
        switch (window) {
            case Window.Fixed fixed -> {
                fields.put("window", "fixed");
                fields.put("window_seconds", seconds(fixed.length().toMillis()));
            }
            case Window.Sliding sliding -> {
                fields.put("window", "sliding");
                fields.put("window_seconds", seconds(sliding.length().toMillis()));
            }
            case Window.Calendar calendar -> {
                fields.put("window", "calendar");
                fields.put("period", word(calendar.period()));
                fields.put("zone", calendar.zone().getId());
            }
            case Window.WhileOpen ignored -> fields.put("window", "while_open");
        }
    }

    private static BigDecimal seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    }

    private static String unit(Counted counted) {
        return switch (counted) {
            case COST -> "nano_usd";
            case REQUESTS -> "requests";
            case INPUT_TOKENS, OUTPUT_TOKENS, TOKENS -> "tokens";
            case CALLS_AT_ONCE -> "calls";
            case OPEN_STREAMS -> "streams";
        };
    }

    private static String exhausted(LimitRule.Exhausted exhausted) {
        return switch (exhausted) {
            case LimitRule.Exhausted.Refuse ignored -> "refuse";
            case LimitRule.Exhausted.Downgrade ignored -> "downgrade";
            case LimitRule.Exhausted.Wait ignored -> "wait";
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
