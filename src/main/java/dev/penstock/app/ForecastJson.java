package dev.penstock.app;

import dev.penstock.call.Decision;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.Refusal;
import dev.penstock.json.JsonText;
import dev.penstock.pipeline.Forecast;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** A forecast as the management API tells it. */
final class ForecastJson {
    private static final int NANO_DIGITS = 9;
    private static final int MILLI_DIGITS = 3;

    private ForecastJson() {}

    static JsonText of(Forecast forecast) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("verdict", word(forecast.verdict()));
        forecast.refusal().ifPresent(refusal -> fields.put("refusal", refusal(refusal)));
        fields.put("surface", forecast.surface());
        fields.put("config_revision", forecast.revision());
        fields.put("price_version", forecast.priceVersion());
        fields.put("route", forecast.route().stream().map(ForecastJson::passed).toList());
        fields.put(
                "decisions",
                forecast.decisions().stream().map(ForecastJson::decision).toList());
        fields.put(
                "targets", forecast.targets().stream().map(ForecastJson::target).toList());
        return JsonText.of(fields);
    }

    private static JsonText refusal(Refusal refusal) {
        return JsonText.object("status", refusal.status(), "code", refusal.code(), "message", refusal.message());
    }

    private static JsonText passed(Forecast.Passed passed) {
        return JsonText.object(
                "element", passed.element(), "kind", passed.kind(), "branch", passed.branch(), "why", passed.why());
    }

    private static JsonText decision(Decision decision) {
        return JsonText.object("kind", word(decision.kind()), "subject", decision.subject(), "why", decision.why());
    }

    private static JsonText target(Forecast.Target target) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", target.index());
        target.place().element().ifPresent(element -> fields.put("element", element));
        fields.put("why", target.place().why());
        target.place().passedOver().ifPresent(why -> fields.put("passed_over", why));
        aim(target.aim(), fields);
        patience(target.patience(), fields);
        size(target.size(), fields);
        fields.put("passes", target.passes());
        target.refusal().ifPresent(refusal -> fields.put("refusal", refusal(refusal)));
        fields.put("limits", target.limits().stream().map(ForecastJson::limit).toList());
        target.cache()
                .ifPresent(cache -> fields.put(
                        "cache", JsonText.object("outcome", word(cache.outcome()), "reason", cache.reason())));
        return JsonText.of(fields);
    }

    private static void aim(Forecast.Aim aim, Map<String, Object> fields) {
        fields.put("provider", aim.provider());
        fields.put("model", aim.model());
        fields.put("host", aim.host());
        fields.put("dialect", word(aim.dialect()));
        fields.put("stream", aim.stream());
        fields.put("credential", word(aim.credential()));
        aim.keyAlias().ifPresent(alias -> fields.put("key_alias", alias));
        fields.put("lacks_key", aim.keyless());
    }

    private static void patience(Forecast.Patience patience, Map<String, Object> fields) {
        fields.put("first_byte_ms", patience.firstByte().toMillis());
        fields.put("attempts", patience.attempts());
        fields.put("retry_delay_ms", patience.delay().toMillis());
        fields.put("backoff", word(patience.backoff()));
    }

    private static void size(Forecast.Size size, Map<String, Object> fields) {
        fields.put("most_tokens_in", size.inputTokens());
        fields.put("most_tokens_out", size.outputTokens());
        OptionalLong cost = size.costNano();
        if (cost.isPresent()) {
            fields.put(
                    "most_cost",
                    BigDecimal.valueOf(cost.getAsLong(), NANO_DIGITS).stripTrailingZeros());
            fields.put("most_cost_nano", cost.getAsLong());
        }
    }

    private static JsonText limit(Forecast.Limit limit) {
        return JsonText.object(
                "rule", limit.rule(),
                "origin", limit.origin(),
                "values", limit.values(),
                "counts", word(limit.counted()),
                "wants", limit.wants(),
                "taken", limit.taken(),
                "left", limit.left(),
                "limit", limit.limit(),
                "strict", limit.strict(),
                "reset_seconds", seconds(limit.reset()),
                "passes", limit.passes(),
                "otherwise", otherwise(limit.otherwise()));
    }

    private static String otherwise(Exhausted exhausted) {
        return switch (exhausted) {
            case Exhausted.Refuse refuse -> "refuse";
            case Exhausted.Wait wait -> "wait";
            case Exhausted.Downgrade cheaper ->
                "downgrade to " + cheaper.provider().map(name -> name + "/").orElse("") + cheaper.model();
        };
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), MILLI_DIGITS).stripTrailingZeros();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
