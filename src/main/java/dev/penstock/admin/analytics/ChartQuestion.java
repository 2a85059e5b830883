package dev.penstock.admin.analytics;

import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measure;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupDimension.Fact;
import dev.penstock.record.RollupDimension.Metadata;
import dev.penstock.record.RollupFilter;
import dev.penstock.record.RollupQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a chart is asked for: {@code since} and {@code until} (RFC 3339, a date, or epoch milliseconds; the last day where
 * not said), {@code granularity}, {@code group_by} (names by comma), {@code order} (a measure, after {@code -} the largest
 * first), {@code limit} (series), and filters by the name of what is filtered ({@code model=a,b}).
 *
 * @param names of what it is grouped by, as asked
 * @param measure what series are ordered by
 * @param limit the most series shown
 */
record ChartQuestion(RollupQuery query, List<String> names, Measure measure, boolean descending, int limit) {
    private static final Map<String, RollupDimension> DIMENSIONS = Map.of(
            "account", Fact.ACCOUNT,
            "gateway", Fact.GATEWAY,
            "provider", Fact.PROVIDER,
            "model", Fact.MODEL,
            "status", Fact.STATUS);
    private static final String METADATA = "metadata.";
    private static final Set<String> OTHERS = Set.of("since", "until", "granularity", "group_by", "order", "limit");
    private static final long DEFAULT_RANGE = Duration.ofDays(1).toMillis();
    private static final int DEFAULT_LIMIT = 20;
    private static final int MOST_SERIES = 1_000;

    static ChartQuestion of(LogScope scope, Map<String, String> parameters, Instant now) {
        long until = time(parameters, "until").orElse(now.toEpochMilli());
        long since = time(parameters, "since").orElse(Math.max(0, until - DEFAULT_RANGE));
        List<String> names = words(parameters.getOrDefault("group_by", ""));
        List<RollupDimension> groupBy = new ArrayList<>();
        for (String name : names) {
            groupBy.add(dimension(name)
                    .orElseThrow(() -> new BadQuestion(
                            "Cannot group by " + BadQuestion.quoted(name)
                                    + "; there are gateway, provider, model, status and metadata.KEY",
                            "group_by")));
        }
        String order = parameters.getOrDefault("order", "-requests");
        try {
            RollupQuery query = new RollupQuery(
                    scope,
                    since,
                    until,
                    granularity(parameters),
                    groupBy,
                    filters(parameters),
                    List.of(),
                    RollupQuery.MOST_GROUPS);
            return new ChartQuestion(query, names, measure(order), order.startsWith("-"), limit(parameters));
        } catch (IllegalArgumentException unanswerable) {
            throw new BadQuestion(String.valueOf(unanswerable.getMessage()), "");
        }
    }

    private static Optional<Long> time(Map<String, String> parameters, String name) {
        return Optional.ofNullable(parameters.get(name))
                .map(text -> Times.parse(text)
                        .orElseThrow(() -> new BadQuestion(
                                BadQuestion.quoted(text)
                                        + " is no time; write 2026-11-22T12:00:00Z, 2026-11-22 or milliseconds since 1970",
                                name)));
    }

    private static Granularity granularity(Map<String, String> parameters) {
        String name = parameters.getOrDefault("granularity", "hour");
        for (Granularity granularity : Granularity.values()) {
            if (granularity.name().toLowerCase(Locale.ROOT).equals(name)) {
                return granularity;
            }
        }
        throw new BadQuestion(
                "No granularity " + BadQuestion.quoted(name)
                        + "; there are minute, five_minutes, fifteen_minutes, hour, day and all",
                "granularity");
    }

    private static List<RollupFilter> filters(Map<String, String> parameters) {
        List<RollupFilter> filters = new ArrayList<>();
        parameters.forEach((name, value) -> {
            if (!OTHERS.contains(name)) {
                RollupDimension dimension = dimension(name)
                        .orElseThrow(() -> new BadQuestion("No parameter " + BadQuestion.quoted(name), name));
                // A value of metadata may contain a comma.
                Set<String> values = dimension instanceof Metadata ? Set.of(value) : Set.copyOf(words(value));
                filters.add(new RollupFilter(dimension, true, values));
            }
        });
        return filters;
    }

    private static Optional<RollupDimension> dimension(String name) {
        return name.startsWith(METADATA) && name.length() > METADATA.length()
                ? Optional.of(new Metadata(name.substring(METADATA.length())))
                : Optional.ofNullable(DIMENSIONS.get(name));
    }

    private static Measure measure(String order) {
        String name = order.startsWith("-") ? order.substring(1) : order;
        for (Measure measure : Measure.values()) {
            if (measure.name().toLowerCase(Locale.ROOT).equals(name)) {
                return measure;
            }
        }
        throw new BadQuestion("Cannot order by " + BadQuestion.quoted(name), "order");
    }

    private static int limit(Map<String, String> parameters) {
        String text = parameters.getOrDefault("limit", Integer.toString(DEFAULT_LIMIT));
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_SERIES) {
            throw new BadQuestion("A limit is 1 to " + MOST_SERIES + ", not " + BadQuestion.quoted(text), "limit");
        }
        return Integer.parseInt(text);
    }

    private static List<String> words(String list) {
        List<String> words = new ArrayList<>();
        for (String word : list.split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return words;
    }
}
