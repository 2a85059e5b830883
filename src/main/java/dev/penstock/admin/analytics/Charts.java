package dev.penstock.admin.analytics;

import dev.penstock.json.JsonText;
import dev.penstock.record.Analytics;
import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupGroup;
import dev.penstock.record.RollupQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a chart shows: a series of points in time for each group, with the totals of each and of all. */
final class Charts {
    private Charts() {}

    /** One line of a chart. */
    private record Series(List<String> names, List<RollupGroup> points, Measures totals) {}

    /**
     * Answers one question. Blocks.
     *
     * @param scope whose calls the caller may see
     * @param parameters as ChartQuestion names them, each once
     * @throws BadQuestion where a parameter is none of these, or says what cannot be answered
     */
    public static JsonText answer(Analytics analytics, LogScope scope, Map<String, String> parameters, Instant now)
            throws IOException {
        ChartQuestion question = ChartQuestion.of(scope, parameters, now);
        return switch (analytics.ask(question.query())) {
            case RollupAnswer.TooMany tooMany ->
                throw new BadQuestion(
                        "More than " + RollupQuery.MOST_GROUPS
                                + " points; ask for a shorter range, a coarser granularity or fewer groups",
                        "granularity");
            case RollupAnswer.Groups groups -> answer(question, groups);
        };
    }

    private static JsonText answer(ChartQuestion question, RollupAnswer.Groups groups) {
        List<Series> all = series(groups.groups());
        Comparator<Series> order = Comparator.comparingLong(series -> series.totals.of(question.measure()));
        all.sort((question.descending() ? order.reversed() : order).thenComparing(Series::names, Charts::compare));
        List<JsonText> shown = new ArrayList<>();
        for (Series series : all.subList(0, Math.min(all.size(), question.limit()))) {
            shown.add(written(question, series));
        }
        RollupQuery query = question.query();
        return JsonText.object(
                "since", Times.written(query.since()),
                "until", Times.written(query.until()),
                "granularity", query.granularity().name().toLowerCase(Locale.ROOT),
                "group_by", question.names(),
                "series_found", all.size(),
                "totals", sums(groups.total()),
                "series", shown);
    }

    private static List<Series> series(List<RollupGroup> groups) {
        Map<List<String>, Series> series = new LinkedHashMap<>();
        for (RollupGroup group : groups) {
            Series one = series.computeIfAbsent(
                    group.names(), names -> new Series(names, new ArrayList<>(), new Measures()));
            one.points.add(group);
            one.totals.add(group.measures());
        }
        return new ArrayList<>(series.values());
    }

    private static JsonText written(ChartQuestion question, Series series) {
        List<Object> group = new ArrayList<>();
        for (int i = 0; i < series.names.size(); i++) {
            group.add(question.names().get(i));
            group.add(series.names.get(i));
        }
        List<JsonText> points = new ArrayList<>();
        if (question.query().granularity() != Granularity.ALL) {
            for (RollupGroup point : series.points) {
                points.add(JsonText.object("time", Times.written(point.start()), "sums", sums(point.measures())));
            }
        }
        return JsonText.object(
                "group", JsonText.object(group.toArray()), "totals", sums(series.totals), "points", points);
    }

    private static JsonText sums(Measures sums) {
        return JsonText.object(
                "requests", sums.of(Measure.REQUESTS),
                "attempts", sums.of(Measure.ATTEMPTS),
                "cached", sums.of(Measure.CACHED),
                "stale", sums.of(Measure.STALE),
                "coalesced", sums.of(Measure.COALESCED),
                "resumed", sums.of(Measure.RESUMED),
                "errors", sums.of(Measure.ERRORS),
                "client_closed", sums.of(Measure.CLIENT_CLOSED),
                "unlogged", sums.of(Measure.UNLOGGED),
                "unpriced", sums.of(Measure.UNPRICED),
                "estimated", sums.of(Measure.ESTIMATED),
                "tokens_in", sums.tokensIn(),
                "tokens_fresh", sums.of(Measure.TOKENS_FRESH),
                "tokens_cache_read", sums.of(Measure.TOKENS_CACHE_READ),
                "tokens_cache_write", sums.of(Measure.TOKENS_CACHE_WRITE),
                "tokens_out", sums.of(Measure.TOKENS_OUT),
                "tokens_reasoning", sums.of(Measure.TOKENS_REASONING),
                "cached_tokens_in", sums.of(Measure.CACHED_TOKENS_IN),
                "cached_tokens_out", sums.of(Measure.CACHED_TOKENS_OUT),
                "cost", Numbers.dollars(sums.of(Measure.COST)),
                "cost_nano", sums.of(Measure.COST),
                "cached_cost_nano", sums.of(Measure.CACHED_COST),
                "saved_cost", Numbers.dollars(sums.of(Measure.SAVED_COST)),
                "saved_cost_nano", sums.of(Measure.SAVED_COST),
                "saved_ms", Numbers.millis(sums.of(Measure.SAVED_MICROS)),
                "provider_cost_nano", sums.of(Measure.PROVIDER_COST),
                "duration_ms", Latency.duration(sums).toJson(),
                "first_byte_ms", Latency.firstByte(sums).toJson());
    }

    private static int compare(List<String> names, List<String> others) {
        return String.join("\0", names).compareTo(String.join("\0", others));
    }
}
