package dev.penstock.store.sqlite;

import dev.penstock.record.Granularity;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupGroup;
import dev.penstock.record.RollupOrder;
import dev.penstock.record.RollupQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers sums into the groups a query asks for. */
final class RollupGroups {
    private static final long MINUTE_MILLIS = 60_000;

    private record Key(long start, List<String> names) {}

    private final RollupQuery query;
    private final Map<Key, Measures> groups = new HashMap<>();

    RollupGroups(RollupQuery query) {
        this.query = query;
    }

    /** The first minute of the range. */
    long from() {
        return Math.floorDiv(query.since(), MINUTE_MILLIS);
    }

    /** The first minute behind it. */
    long to() {
        return Math.ceilDiv(query.until(), MINUTE_MILLIS);
    }

    void add(long minute, String account, Slice slice, Measures sums) {
        long start = query.granularity() == Granularity.ALL
                ? from()
                : minute - Math.floorMod(minute, query.granularity().minutes());
        List<String> names = new ArrayList<>(query.groupBy().size());
        for (RollupDimension dimension : query.groupBy()) {
            names.add(name(account, slice, dimension));
        }
        groups.computeIfAbsent(new Key(start, names), first -> new Measures()).add(sums);
    }

    boolean areTooMany() {
        return groups.size() > RollupQuery.MOST_GROUPS;
    }

    RollupAnswer answer() {
        if (areTooMany()) {
            return new RollupAnswer.TooMany();
        }
        List<RollupGroup> all = new ArrayList<>();
        Measures total = new Measures();
        groups.forEach((key, sums) -> {
            if (!sums.isNothing()) {
                all.add(new RollupGroup(key.start * MINUTE_MILLIS, key.names, sums));
                total.add(sums);
            }
        });
        all.sort(order());
        return new RollupAnswer.Groups(all.subList(0, Math.min(all.size(), query.limit())), all.size(), total);
    }

    /** What a slice is called; a dimension it was not summed by has no name. */
    static String name(String account, Slice slice, RollupDimension dimension) {
        return switch (dimension) {
            case RollupDimension.Fact fact -> name(account, slice, fact);
            case RollupDimension.Metadata key -> slice instanceof Slice.OfMetadata entry ? entry.value() : "";
        };
    }

    private static String name(String account, Slice slice, RollupDimension.Fact fact) {
        return switch (fact) {
            case ACCOUNT -> account;
            case GATEWAY -> slice.gateway();
            case PROVIDER -> slice instanceof Slice.OfCalls calls ? calls.provider() : "";
            case MODEL -> slice instanceof Slice.OfCalls calls ? calls.model() : "";
            case STATUS -> slice instanceof Slice.OfCalls calls ? Integer.toString(calls.status()) : "";
        };
    }

    private Comparator<RollupGroup> order() {
        List<Comparator<RollupGroup>> orders = new ArrayList<>();
        query.order().forEach(order -> orders.add(comparator(order)));
        orders.add(Comparator.comparingLong(RollupGroup::start));
        orders.add((a, b) -> compare(a.names(), b.names()));
        return orders.stream().reduce(Comparator::thenComparing).orElseThrow();
    }

    private Comparator<RollupGroup> comparator(RollupOrder order) {
        Comparator<RollupGroup> ascending = switch (order) {
            case RollupOrder.ByTime time -> Comparator.comparingLong(RollupGroup::start);
            case RollupOrder.ByMeasure by ->
                Comparator.comparingLong(group -> group.measures().of(by.measures()));
            case RollupOrder.ByName by -> {
                int at = query.groupBy().indexOf(by.dimension());
                yield Comparator.comparing(group -> at < 0 ? "" : group.names().get(at));
            }
        };
        return order.descending() ? ascending.reversed() : ascending;
    }

    private static int compare(List<String> names, List<String> others) {
        for (int i = 0; i < names.size(); i++) {
            int difference = names.get(i).compareTo(others.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }
}
