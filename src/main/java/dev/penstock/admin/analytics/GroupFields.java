package dev.penstock.admin.analytics;

import static java.util.Map.entry;

import dev.penstock.json.JsonText;
import dev.penstock.record.Granularity;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupDimension.Fact;
import java.util.Map;
import java.util.function.Function;

/** The fields of a group, under Cloudflare's names where it has them. */
final class GroupFields {
    /** Each is the beginning of the unit a call falls into. */
    static final Map<String, Granularity> TIMES = Map.of(
            "datetimeMinute", Granularity.MINUTE,
            "datetimeFiveMinutes", Granularity.FIVE_MINUTES,
            "datetimeFifteenMinutes", Granularity.FIFTEEN_MINUTES,
            "datetimeHour", Granularity.HOUR,
            "date", Granularity.DAY);

    static final Map<String, RollupDimension> DIMENSIONS =
            Map.of("gateway", Fact.GATEWAY, "provider", Fact.PROVIDER, "model", Fact.MODEL, "statusCode", Fact.STATUS);

    /** Sums that are kept as they are asked for, and so can be sorted by. */
    static final Map<String, Measure> SUMS = Map.ofEntries(
            entry("cost", Measure.COST),
            entry("cachedCost", Measure.CACHED_COST),
            entry("providerCost", Measure.PROVIDER_COST),
            entry("attempts", Measure.ATTEMPTS),
            entry("cachedRequests", Measure.CACHED),
            entry("erroredRequests", Measure.ERRORS),
            entry("clientClosedRequests", Measure.CLIENT_CLOSED),
            entry("unloggedRequests", Measure.UNLOGGED),
            entry("unpricedRequests", Measure.UNPRICED),
            entry("estimatedRequests", Measure.ESTIMATED),
            entry("cachedTokensIn", Measure.CACHED_TOKENS_IN),
            entry("cachedTokensOut", Measure.CACHED_TOKENS_OUT),
            entry("tokensOut", Measure.TOKENS_OUT),
            entry("tokensFresh", Measure.TOKENS_FRESH),
            entry("tokensCacheRead", Measure.TOKENS_CACHE_READ),
            entry("tokensCacheWrite", Measure.TOKENS_CACHE_WRITE),
            entry("tokensReasoning", Measure.TOKENS_REASONING));

    private static final Map<String, Function<Measures, JsonText>> DERIVED = Map.of(
            "tokensIn", sums -> JsonText.of(sums.tokensIn()),
            "uncachedTokensIn", sums -> JsonText.of(sums.tokensIn() - sums.of(Measure.CACHED_TOKENS_IN)),
            "uncachedTokensOut", sums -> JsonText.of(sums.of(Measure.TOKENS_OUT) - sums.of(Measure.CACHED_TOKENS_OUT)));

    private static final Map<String, Function<Measures, JsonText>> MEANS = Map.of(
            "duration", sums -> Latency.duration(sums).mean(),
            "timeToFirstByte", sums -> Latency.firstByte(sums).mean());

    private static final Map<String, Function<Measures, JsonText>> QUANTILES = Map.of(
            "durationP50", sums -> Latency.duration(sums).percentile(500),
            "durationP95", sums -> Latency.duration(sums).percentile(950),
            "durationP99", sums -> Latency.duration(sums).percentile(990),
            "timeToFirstByteP50", sums -> Latency.firstByte(sums).percentile(500),
            "timeToFirstByteP95", sums -> Latency.firstByte(sums).percentile(950),
            "timeToFirstByteP99", sums -> Latency.firstByte(sums).percentile(990));

    /** The objects of a group that hold numbers, with what each holds. */
    static final Map<String, Function<String, Function<Measures, JsonText>>> OBJECTS = Map.of(
            "sum", GroupFields::sum,
            "avg", name -> MEANS.getOrDefault(name, GroupFields::none),
            "quantiles", name -> QUANTILES.getOrDefault(name, GroupFields::none));

    private GroupFields() {}

    /** What an unknown field says; no known one says nothing at all. */
    static boolean isNone(JsonText said) {
        return said.text().isEmpty();
    }

    private static JsonText none(Measures sums) {
        return new JsonText("");
    }

    private static Function<Measures, JsonText> sum(String name) {
        Measure kept = SUMS.get(name);
        if (kept == null) {
            return DERIVED.getOrDefault(name, GroupFields::none);
        }
        return sums -> name.endsWith("ost") ? Numbers.dollars(sums.of(kept)) : JsonText.of(sums.of(kept));
    }
}
