package dev.penstock.admin.analytics;

import static java.util.Map.entry;

import dev.penstock.json.JsonText;
import dev.penstock.record.Granularity;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupDimension.Fact;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;

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

    /** A sum, or several added up, and how it is written. */
    record Sum(List<Measure> of, LongFunction<JsonText> unit) {
        JsonText written(Measures sums) {
            return unit.apply(sums.of(of));
        }
    }

    /** By name; each can be sorted by. What our cache answered is in the totals, and in nothing that was used or paid. */
    static final Map<String, Sum> SUMS = Map.ofEntries(
            entry("cost", dollars(Measure.COST)),
            entry("cachedCost", dollars(Measure.CACHED_COST)),
            entry("savedCost", dollars(Measure.SAVED_COST)),
            entry("providerCost", dollars(Measure.PROVIDER_COST)),
            entry("attempts", count(Measure.ATTEMPTS)),
            entry("cachedRequests", count(Measure.CACHED)),
            entry("staleRequests", count(Measure.STALE)),
            entry("coalescedRequests", count(Measure.COALESCED)),
            entry("resumedRequests", count(Measure.RESUMED)),
            entry("erroredRequests", count(Measure.ERRORS)),
            entry("clientClosedRequests", count(Measure.CLIENT_CLOSED)),
            entry("unloggedRequests", count(Measure.UNLOGGED)),
            entry("unpricedRequests", count(Measure.UNPRICED)),
            entry("estimatedRequests", count(Measure.ESTIMATED)),
            entry("tokensIn", new Sum(and(Measure.TOKENS_IN, Measure.CACHED_TOKENS_IN), JsonText::of)),
            entry("tokensOut", count(Measure.TOKENS_OUT, Measure.CACHED_TOKENS_OUT)),
            entry("cachedTokensIn", count(Measure.CACHED_TOKENS_IN)),
            entry("cachedTokensOut", count(Measure.CACHED_TOKENS_OUT)),
            entry("uncachedTokensIn", new Sum(Measure.TOKENS_IN, JsonText::of)),
            entry("uncachedTokensOut", count(Measure.TOKENS_OUT)),
            entry("tokensFresh", count(Measure.TOKENS_FRESH)),
            entry("tokensCacheRead", count(Measure.TOKENS_CACHE_READ)),
            entry("tokensCacheWrite", count(Measure.TOKENS_CACHE_WRITE)),
            entry("tokensReasoning", count(Measure.TOKENS_REASONING)),
            entry("savedDuration", new Sum(List.of(Measure.SAVED_MICROS), Numbers::millis)));

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
        Sum kept = SUMS.get(name);
        return kept == null ? GroupFields::none : kept::written;
    }

    private static Sum count(Measure... measures) {
        return new Sum(List.of(measures), JsonText::of);
    }

    private static Sum dollars(Measure measure) {
        return new Sum(List.of(measure), Numbers::dollars);
    }

    private static List<Measure> and(List<Measure> measures, Measure more) {
        return Stream.concat(measures.stream(), Stream.of(more)).toList();
    }
}
