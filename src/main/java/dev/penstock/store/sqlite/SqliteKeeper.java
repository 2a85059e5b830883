package dev.penstock.store.sqlite;

import dev.penstock.call.Scope;
import dev.penstock.record.Annotation;
import dev.penstock.record.LogKeeper;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LoggedCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds rows with the caller's thread, and has the one that writes change them, some at a time. */
final class SqliteKeeper implements LogKeeper {
    private static final int AT_ONCE = 500;

    private final Orders orders;
    private final LogReader reader;

    SqliteKeeper(Orders orders, LogReader reader) {
        this.orders = orders;
        this.reader = reader;
    }

    @Override
    public Optional<LoggedCall> annotate(Scope scope, String id, Annotation annotation) throws IOException {
        Optional<LogReader.Place> place = reader.place(new LogScope.Gateway(scope), id);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        return orders.ask(store -> store.annotate(place.get().day(), id, annotation));
    }

    @Override
    public boolean delete(Scope scope, String id) throws IOException {
        Optional<LogReader.Place> place = reader.place(new LogScope.Gateway(scope), id);
        return place.isPresent()
                && orders.ask(store -> store.erase(
                                place.get().day(), List.of(place.get().row())))
                        > 0;
    }

    @Override
    public long delete(LogQuery query) throws IOException {
        long deleted = 0;
        for (Map.Entry<Long, List<Long>> day : reader.rows(query).entrySet()) {
            List<Long> rows = new ArrayList<>(day.getValue());
            for (int from = 0; from < rows.size(); from += AT_ONCE) {
                List<Long> some = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
                deleted += orders.ask(store -> store.erase(day.getKey(), some));
            }
        }
        return deleted;
    }

    @Override
    public long erase(LogScope scope) throws IOException {
        LogQuery all = LogQuery.of(scope).oldestFirst().limit(LogQuery.LARGEST_PAGE);
        long deleted = 0;
        for (long some = delete(all); some > 0; some = delete(all)) {
            deleted += some;
        }
        return deleted;
    }
}
