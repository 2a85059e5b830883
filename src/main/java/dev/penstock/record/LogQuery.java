package dev.penstock.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rows to read.
 *
 * @param since the first epoch millisecond that belongs to it
 * @param until the first that does not
 * @param after where the page before ended, in an order by creation; it bounds the page, not the count
 * @param offset how many rows of the order stand before the page
 * @param limit the most rows of one page
 * @param extent whether the least and the most of all matches are wanted
 */
public record LogQuery(
        LogScope scope,
        long since,
        long until,
        List<LogFilter> filters,
        LogOrder order,
        Optional<Position> after,
        long offset,
        int limit,
        boolean extent) {
    public static final int LARGEST_PAGE = 10_000;

    /** A place in the order by creation. */
    public record Position(long createdAt, String id) {}

    public LogQuery {
        filters = List.copyOf(filters);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page of " + limit + " rows; ask for 1 to " + LARGEST_PAGE);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("A page that begins at row " + offset + "; ask for 0 or more");
        }
        if (after.isPresent() && order.by() != LogOrder.By.CREATED_AT) {
            throw new IllegalArgumentException("A page after a row needs the order by creation, not by " + order.by());
        }
    }

    /** The newest fifty. */
    public static LogQuery of(LogScope scope) {
        return new LogQuery(
                scope,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                List.of(),
                LogOrder.NEWEST_FIRST,
                Optional.empty(),
                0,
                50,
                false);
    }

    public LogQuery since(long millis) {
        return new LogQuery(scope, millis, until, filters, order, after, offset, limit, extent);
    }

    public LogQuery until(long millis) {
        return new LogQuery(scope, since, millis, filters, order, after, offset, limit, extent);
    }

    public LogQuery where(LogFilter filter) {
        List<LogFilter> more = new ArrayList<>(filters);
        more.add(filter);
        return new LogQuery(scope, since, until, more, order, after, offset, limit, extent);
    }

    public LogQuery by(LogOrder wanted) {
        return new LogQuery(scope, since, until, filters, wanted, after, offset, limit, extent);
    }

    public LogQuery oldestFirst() {
        return by(LogOrder.OLDEST_FIRST);
    }

    /** The page after the one this row ended. */
    public LogQuery after(CallRow row) {
        Position end = new Position(row.createdAt(), row.id());
        return new LogQuery(scope, since, until, filters, order, Optional.of(end), offset, limit, extent);
    }

    /** The page with this number, counted from 1, of pages of this many rows. */
    public LogQuery page(long number, int rows) {
        return new LogQuery(
                scope, since, until, filters, order, after, Math.multiplyExact(number - 1, rows), rows, extent);
    }

    public LogQuery limit(int rows) {
        return new LogQuery(scope, since, until, filters, order, after, offset, rows, extent);
    }

    public LogQuery withExtent() {
        return new LogQuery(scope, since, until, filters, order, after, offset, limit, true);
    }
}
