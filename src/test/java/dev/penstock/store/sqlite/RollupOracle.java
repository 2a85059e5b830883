package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.record.Histogram;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupDimension.Fact;
import dev.penstock.record.RollupDimension.Metadata;
import dev.penstock.record.RollupGroup;
import dev.penstock.record.RollupQuery;
import dev.penstock.testkit.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Says what an answer must be, from the rows themselves. */
final class RollupOracle {
    private static final long MINUTE = 60_000;

    private final Collection<CallRow> rows;
    private final Map<String, Map<String, String>> parsed = new HashMap<>();

    RollupOracle(Collection<CallRow> rows) {
        this.rows = rows;
    }

    /** The groups, order and limit left aside. */
    void assertAnswers(RollupQuery query, RollupAnswer answer) {
        Map<String, List<CallRow>> expected = new TreeMap<>();
        for (CallRow row : rows) {
            if (isWanted(row, query)) {
                expected.computeIfAbsent(key(row, query), first -> new ArrayList<>())
                        .add(row);
            }
        }
        RollupAnswer.Groups groups = (RollupAnswer.Groups) answer;
        assertThat(groups.groups().stream().map(group -> group.start() + " " + group.names()))
                .as("groups of %s", query)
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (RollupGroup group : groups.groups()) {
            assertSums(query, expected.getOrDefault(group.start() + " " + group.names(), List.of()), group.measures());
        }
        assertSums(query, expected.values().stream().flatMap(List::stream).toList(), groups.total());
    }

    private boolean isWanted(CallRow row, RollupQuery query) {
        long minute = row.createdAt() / MINUTE;
        boolean inScope = switch (query.scope()) {
            case LogScope.Everything everything -> true;
            case LogScope.Account only -> row.scope().account().equals(only.account());
            case LogScope.Gateway only -> row.scope().equals(only.scope());
        };
        return inScope
                && minute >= Math.floorDiv(query.since(), MINUTE)
                && minute < Math.ceilDiv(query.until(), MINUTE)
                && query.metadataKey().map(key -> value(row, key).isPresent()).orElse(true)
                && query.filters().stream().allMatch(filter -> filter.accepts(name(row, filter.dimension())));
    }

    private String key(CallRow row, RollupQuery query) {
        long step = query.granularity().minutes() * MINUTE;
        long start = step == 0 ? query.since() / MINUTE * MINUTE : row.createdAt() / step * step;
        return start + " "
                + query.groupBy().stream()
                        .map(dimension -> name(row, dimension))
                        .toList();
    }

    private String name(CallRow row, RollupDimension dimension) {
        return switch (dimension) {
            case Fact.ACCOUNT -> row.scope().account();
            case Fact.GATEWAY -> row.scope().gateway();
            case Fact.PROVIDER -> row.provider();
            case Fact.MODEL -> row.model();
            case Fact.STATUS -> Integer.toString(row.status());
            case Metadata(String key) -> value(row, key).orElseThrow();
        };
    }

    private Optional<String> value(CallRow row, String key) {
        return row.metadata() == null
                ? Optional.empty()
                : Optional.ofNullable(parsed.computeIfAbsent(row.metadata(), RollupOracle::parsed)
                        .get(key));
    }

    private static Map<String, String> parsed(String metadata) {
        Map<String, String> entries = new HashMap<>();
        ((Map<?, ?>) Json.value(metadata))
                .forEach((key, value) -> entries.put(String.valueOf(key), String.valueOf(value)));
        return entries;
    }

    private static void assertSums(RollupQuery query, List<CallRow> calls, Measures sums) {
        Map<Measure, Long> expected = new HashMap<>();
        expected.put(Measure.REQUESTS, (long) calls.size());
        expected.put(
                Measure.ATTEMPTS,
                sum(calls, row -> row.reuse() == null ? row.attempts().size() : 0));
        expected.put(Measure.ERRORS, sum(calls, row -> row.success() ? 0 : 1));
        expected.put(Measure.CLIENT_CLOSED, sum(calls, row -> row.outcome() == Outcome.CLIENT_CLOSED ? 1 : 0));
        expected.put(Measure.UNPRICED, sum(calls, row -> row.costNano() == null ? 1 : 0));
        expected.put(Measure.ESTIMATED, sum(calls, row -> row.usageSource() == UsageSource.ESTIMATED ? 1 : 0));
        expected.put(Measure.UNLOGGED, sum(calls, row -> row.logged() ? 0 : 1));
        expected.put(Measure.TOKENS_FRESH, sum(calls, row -> or0(row.usage().input())));
        expected.put(
                Measure.TOKENS_CACHE_READ, sum(calls, row -> or0(row.usage().cacheRead())));
        expected.put(Measure.TOKENS_CACHE_WRITE, sum(calls, RollupOracle::cacheWrite));
        expected.put(Measure.TOKENS_OUT, sum(calls, row -> or0(row.usage().output())));
        expected.put(Measure.TOKENS_REASONING, sum(calls, row -> or0(row.usage().outputReasoning())));
        putReused(calls, expected);
        expected.put(Measure.COST, sum(calls, row -> or0(row.costNano())));
        expected.put(
                Measure.PROVIDER_COST,
                sum(calls, row -> row.providerCostNano() != null ? row.providerCostNano() : or0(row.costNano())));
        expected.put(Measure.DURATION_MICROS, sum(calls, CallRow::durationMicros));
        expected.put(Measure.FIRST_BYTE_MICROS, sum(calls, row -> or0(row.firstByteMicros())));
        for (Measure measure : Measure.values()) {
            assertThat(sums.of(measure)).as("%s of %s", measure, query).isEqualTo(expected.get(measure));
        }
        assertPercentiles(
                sums.duration(),
                calls.stream().map(CallRow::durationMicros).sorted().toList());
        assertPercentiles(
                sums.firstByte(),
                calls.stream()
                        .map(CallRow::firstByteMicros)
                        .filter(at -> at != null)
                        .sorted()
                        .toList());
    }

    private static void putReused(List<CallRow> calls, Map<Measure, Long> expected) {
        List<Reuse> reused =
                calls.stream().map(CallRow::reuse).filter(Objects::nonNull).toList();
        List<Reuse> stale =
                reused.stream().filter(one -> one.kind() == Reuse.Kind.STALE).toList();
        List<Reuse> cached = new ArrayList<>(stale);
        reused.stream().filter(one -> one.kind() == Reuse.Kind.HIT).forEach(cached::add);
        expected.put(Measure.CACHED, (long) cached.size());
        expected.put(Measure.STALE, (long) stale.size());
        expected.put(Measure.COALESCED, count(reused, Reuse.Kind.COALESCED));
        expected.put(Measure.RESUMED, count(reused, Reuse.Kind.RESUMED));
        expected.put(
                Measure.CACHED_TOKENS_IN,
                cached.stream().mapToLong(Reuse::tokensIn).sum());
        expected.put(
                Measure.CACHED_TOKENS_OUT,
                cached.stream().mapToLong(Reuse::tokensOut).sum());
        expected.put(Measure.CACHED_COST, saved(cached));
        expected.put(Measure.SAVED_COST, saved(reused));
        expected.put(
                Measure.SAVED_MICROS,
                reused.stream().mapToLong(Reuse::savedMicros).sum());
    }

    private static long count(List<Reuse> reused, Reuse.Kind kind) {
        return reused.stream().filter(one -> one.kind() == kind).count();
    }

    private static long saved(List<Reuse> reused) {
        return reused.stream().mapToLong(one -> or0(one.savedNano())).sum();
    }

    private static void assertPercentiles(Histogram histogram, List<Long> sorted) {
        assertThat(histogram.count()).isEqualTo(sorted.size());
        for (int perMille : new int[] {500, 950, 990}) {
            if (sorted.isEmpty()) {
                assertThat(histogram.percentile(perMille)).isEmpty();
                continue;
            }
            long exact = sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * perMille, 1_000) - 1));
            assertThat(histogram.percentile(perMille).orElseThrow())
                    .isBetween((long) Math.floor(exact * 0.98), (long) Math.ceil(exact * 1.02));
        }
    }

    private static long cacheWrite(CallRow row) {
        return or0(row.usage().cacheWrite5m()) + or0(row.usage().cacheWrite1h());
    }

    private static long sum(List<CallRow> calls, ToLongFunction<CallRow> of) {
        return calls.stream().mapToLong(of).sum();
    }

    private static long or0(@Nullable Long count) {
        return Usage.orZero(count);
    }
}
