package dev.penstock.record;

import dev.penstock.record.RollupDimension.Fact;
import dev.penstock.record.RollupDimension.Metadata;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which sums to read. Metadata is kept by account and gateway only, so it cannot be asked for together with provider,
 * model, status or another key.
 *
 * @param since the minute that contains this epoch millisecond is the first that belongs to it
 * @param until the minutes that begin before this epoch millisecond belong to it
 * @param groupBy each group has one name for each of these, in their order
 * @param order ties, and what no order says, are sorted by time and then by name
 * @param limit the most groups given back
 */
public record RollupQuery(
        LogScope scope,
        long since,
        long until,
        Granularity granularity,
        List<RollupDimension> groupBy,
        List<RollupFilter> filters,
        List<RollupOrder> order,
        int limit) {
    public static final int MOST_GROUPS = 100_000;
    private static final long MOST_SPANS = 11_000;
    private static final long MINUTE = 60_000;
    private static final long MOST_MINUTES = 400L * 1_440;

    /** @throws IllegalArgumentException where it cannot be answered, saying why */
    public RollupQuery {
        groupBy = List.copyOf(groupBy);
        filters = List.copyOf(filters);
        order = List.copyOf(order);
        check(since < until, "The range ends before it begins");
        long minutes = (until / MINUTE) - (since / MINUTE);
        check(minutes <= MOST_MINUTES && minutes >= 0, "A range is 400 days at most");
        check(
                granularity.minutes() == 0 || minutes / granularity.minutes() <= MOST_SPANS,
                "A range of " + minutes + " minutes by " + granularity + " has more than " + MOST_SPANS
                        + " spans; ask for a coarser granularity or a shorter range");
        check(limit >= 1 && limit <= MOST_GROUPS, "A limit is 1 to " + MOST_GROUPS);
        check(groupBy.size() == new HashSet<>(groupBy).size(), "The same grouping twice");
        check(isTogether(groupBy, filters), "One metadata key can be asked for together with gateway only");
    }

    /** The same for what came later: {@code since} moves on to this epoch millisecond. */
    public RollupQuery notBefore(long millis) {
        return new RollupQuery(scope, Math.max(since, millis), until, granularity, groupBy, filters, order, limit);
    }

    /** The metadata key it asks for. */
    public Optional<String> metadataKey() {
        return dimensions(groupBy, filters)
                .filter(Metadata.class::isInstance)
                .map(dimension -> ((Metadata) dimension).key())
                .findFirst();
    }

    private static boolean isTogether(List<RollupDimension> groupBy, List<RollupFilter> filters) {
        Set<RollupDimension> asked = new HashSet<>(dimensions(groupBy, filters).toList());
        asked.removeAll(List.of(Fact.ACCOUNT, Fact.GATEWAY));
        return asked.size() <= 1 || asked.stream().noneMatch(Metadata.class::isInstance);
    }

    private static Stream<RollupDimension> dimensions(List<RollupDimension> groupBy, List<RollupFilter> filters) {
        return Stream.concat(groupBy.stream(), filters.stream().map(RollupFilter::dimension));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
