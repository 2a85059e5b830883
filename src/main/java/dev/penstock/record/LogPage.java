package dev.penstock.record;

import java.util.List;
import java.util.Optional;

/**
 * One page of a query.
 *
 * @param total how many rows match in all
 * @param extent present where the query wanted it
 */
public record LogPage(List<LoggedCall> calls, long total, Optional<LogExtent> extent) {
    public LogPage {
        calls = List.copyOf(calls);
    }
}
