package dev.penstock.store.sqlite;

import dev.penstock.call.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many rows each gateway has on each day. One thread's; bounded by the gateways there are. */
final class Census {
    private final NavigableMap<Long, Map<Scope, Long>> days = new TreeMap<>();
    private final Map<Scope, Long> totals = new HashMap<>();

    boolean knows(long day) {
        return days.containsKey(day);
    }

    void take(long day, Map<Scope, Long> logged) {
        forget(day);
        days.put(day, new HashMap<>(logged));
        logged.forEach((scope, count) -> totals.merge(scope, count, Long::sum));
    }

    void forget(long day) {
        Map<Scope, Long> gone = days.remove(day);
        if (gone != null) {
            gone.forEach((scope, count) -> totals.merge(scope, -count, Census::sum));
        }
    }

    void add(long day, Scope scope, long rows) {
        days.computeIfAbsent(day, none -> new HashMap<>()).merge(scope, rows, Census::sum);
        totals.merge(scope, rows, Census::sum);
    }

    long total(Scope scope) {
        return totals.getOrDefault(scope, 0L);
    }

    Map<Scope, Long> totals() {
        return Map.copyOf(totals);
    }

    /** The first day on which a gateway has rows; Long.MAX_VALUE where it has none. */
    long firstDay(Scope scope) {
        return days.entrySet().stream()
                .filter(day -> day.getValue().containsKey(scope))
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** A gateway without rows is forgotten. */
    private static @Nullable Long sum(long before, long more) {
        return before + more == 0 ? null : before + more;
    }
}
