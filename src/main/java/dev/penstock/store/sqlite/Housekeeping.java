package dev.penstock.store.sqlite;

import dev.penstock.call.Scope;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.store.spool.RowCodec;
import dev.penstock.store.spool.RowsRefused;
import dev.penstock.store.spool.SpooledRow;
import dev.penstock.store.spool.StoreUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps gateways within their bounds and removes what deleted rows left behind: one bite each time it is let. The
 * thread's that stores.
 */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int AT_ONCE = 2_000;

    /** What many deletions in a row left behind is removed together. */
    private static final Duration BETWEEN_CYCLES = Duration.ofSeconds(10);

    private static final Duration BETWEEN_AGE_CHECKS = Duration.ofSeconds(10);

    /** After this no spool gives a row again: its segments are sealed after seconds. */
    private static final Duration MARKS_STAY = Duration.ofHours(1);

    private final SqliteStore store;
    private final LogReader reader;
    private final InstantSource clock;
    private final Function<Scope, LogBound> bounds;
    private final Census census = new Census();
    /** Days whose files were not looked at yet. */
    private final Set<Long> unknown = new TreeSet<>();

    private boolean hasLooked;
    private final Set<Long> untidy = new HashSet<>();
    /** Days with rows nobody can find. */
    private final Set<Long> hidden = new TreeSet<>();

    private final Map<String, Long> lastTimes = new HashMap<>();

    Housekeeping(SqliteStore store, LogReader reader, InstantSource clock, Function<Scope, LogBound> bounds) {
        this.store = store;
        this.reader = reader;
        this.clock = clock;
        this.bounds = bounds;
    }

    /** The rows as they may be stored: of a full gateway only what counts. */
    List<SpooledRow> admitted(List<SpooledRow> rows) {
        Map<Scope, Long> coming = new HashMap<>();
        Map<Scope, LogBound> known = new HashMap<>();
        return rows.stream()
                .map(row -> {
                    Scope scope = row.row().scope();
                    LogBound bound = known.computeIfAbsent(scope, bounds);
                    if (!row.row().logged() || bound.most().isEmpty()) {
                        return row;
                    }
                    boolean full = bound.isFull(census.total(scope) + coming.getOrDefault(scope, 0L));
                    coming.merge(scope, 1L, Long::sum);
                    return full ? bare(row) : row;
                })
                .toList();
    }

    void stored(long day, List<SpooledRow> rows) {
        for (SpooledRow row : rows) {
            if (row.row().logged()) {
                census.add(day, row.row().scope(), 1);
            } else {
                hidden.add(day);
            }
        }
    }

    void erased(long day, List<Scope> scopes) {
        scopes.forEach(scope -> census.add(day, scope, -1));
        untidy.add(day);
        hidden.add(day);
    }

    /** One bite of work; true while there is more at once. */
    boolean tend() {
        try {
            return looked() || areBoundsKept() || isAgeKept() || isTidied() || isPurged();
        } catch (StoreUnavailable | RowsRefused | IOException failure) {
            LOG.warn("The log cannot be tidied now: {}", failure.getMessage());
            return false;
        }
    }

    private boolean looked() throws StoreUnavailable, RowsRefused, IOException {
        if (!hasLooked) {
            unknown.addAll(store.days());
            hasLooked = true;
        }
        if (unknown.isEmpty()) {
            return false;
        }
        // The newest first: it is what is written and read.
        long day = unknown.stream().max(Long::compare).orElseThrow();
        DaySurvey survey = store.survey(day);
        unknown.remove(day);
        census.take(day, survey.logged());
        if (survey.untidy()) {
            untidy.add(day);
        }
        if (survey.hidden()) {
            hidden.add(day);
        }
        return true;
    }

    private boolean areBoundsKept() throws StoreUnavailable, RowsRefused, IOException {
        for (Map.Entry<Scope, Long> gateway : census.totals().entrySet()) {
            long excess = bounds.apply(gateway.getKey()).excess(gateway.getValue());
            if (excess > 0 && isOldestErased(gateway.getKey(), Long.MAX_VALUE, excess)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAgeKept() throws StoreUnavailable, RowsRefused, IOException {
        if (!isTime("age", BETWEEN_AGE_CHECKS)) {
            return false;
        }
        for (Scope scope : census.totals().keySet()) {
            Optional<Duration> age = bounds.apply(scope).age();
            if (age.isPresent()) {
                long before = clock.millis() - age.get().toMillis();
                boolean begins = census.firstDay(scope) <= Days.of(before);
                if (begins && isOldestErased(scope, before, AT_ONCE)) {
                    lastTimes.remove("age");
                    return true;
                }
            }
        }
        return false;
    }

    /** Erases some of the oldest rows of a gateway on its first day; false where there are none. */
    private boolean isOldestErased(Scope scope, long before, long most)
            throws StoreUnavailable, RowsRefused, IOException {
        long day = census.firstDay(scope);
        if (day == Long.MAX_VALUE) {
            return false;
        }
        LogQuery oldest = LogQuery.of(new LogScope.Gateway(scope))
                .oldestFirst()
                .until(before)
                .limit((int) Math.min(most, AT_ONCE));
        List<Long> rows = reader.rowsOf(day, oldest);
        if (rows.isEmpty() && before == Long.MAX_VALUE) {
            // The count was wrong: a row that replaced itself was counted twice.
            unknown.add(day);
            return true;
        }
        return !rows.isEmpty() && store.erase(day, rows) > 0;
    }

    private boolean isTidied() throws StoreUnavailable, RowsRefused {
        if (untidy.isEmpty() || !isTime("tidy", BETWEEN_CYCLES)) {
            return false;
        }
        long day = untidy.iterator().next();
        if (!store.tidy(day)) {
            untidy.remove(day);
        }
        if (!untidy.isEmpty()) {
            lastTimes.remove("tidy");
        }
        return true;
    }

    private boolean isPurged() throws StoreUnavailable, RowsRefused {
        if (hidden.isEmpty() || !isTime("purge", BETWEEN_AGE_CHECKS)) {
            return false;
        }
        long before = clock.millis() - MARKS_STAY.toMillis();
        for (long day : List.copyOf(hidden)) {
            if (Days.begin(day + 1) <= before) {
                if (store.purge(day, before)) {
                    census.forget(day);
                    hidden.remove(day);
                    untidy.remove(day);
                } else if (!store.survey(day).hidden()) {
                    hidden.remove(day);
                }
                lastTimes.remove("purge");
                return true;
            }
        }
        return false;
    }

    private boolean isTime(String what, Duration between) {
        long now = clock.millis();
        long last = lastTimes.getOrDefault(what, Long.MIN_VALUE / 2);
        if (now - last < between.toMillis()) {
            return false;
        }
        lastTimes.put(what, now);
        return true;
    }

    private static SpooledRow bare(SpooledRow row) {
        var bare = row.row().bare();
        return new SpooledRow(bare, RowCodec.encode(bare), null);
    }
}
