package dev.penstock.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rows to read, ordered by creation and then id.
 *
 * @param since the first epoch millisecond that belongs to it
 * @param until the first that does not
 * @param after where the page before ended
 * @param limit the most rows of one page
 */
public record LogQuery(
        LogScope scope,
        long since,
        long until,
        List<LogFilter> filters,
        boolean newestFirst,
        Optional<Position> after,
        int limit) {
    private static final int LARGEST_PAGE = 10_000;

    /** A place in the order. */
    public record Position(long createdAt, String id) {}

    public LogQuery {
        filters = List.copyOf(filters);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page of " + limit + " rows; ask for 1 to " + LARGEST_PAGE);
        }
    }

    /** The newest fifty. */
    public static LogQuery of(LogScope scope) {
        return new LogQuery(scope, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), true, Optional.empty(), 50);
    }

    public LogQuery since(long millis) {
        return new LogQuery(scope, millis, until, filters, newestFirst, after, limit);
    }

    public LogQuery until(long millis) {
        return new LogQuery(scope, since, millis, filters, newestFirst, after, limit);
    }

    public LogQuery where(LogFilter filter) {
        List<LogFilter> more = new ArrayList<>(filters);
        more.add(filter);
        return new LogQuery(scope, since, until, more, newestFirst, after, limit);
    }

    public LogQuery oldestFirst() {
        return new LogQuery(scope, since, until, filters, false, after, limit);
    }

    /** The page after the one this row ended. */
    public LogQuery after(CallRow row) {
        Position end = new Position(row.createdAt(), row.id());
        return new LogQuery(scope, since, until, filters, newestFirst, Optional.of(end), limit);
    }

    public LogQuery limit(int rows) {
        return new LogQuery(scope, since, until, filters, newestFirst, after, rows);
    }
}
