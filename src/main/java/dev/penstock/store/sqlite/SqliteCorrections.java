package dev.penstock.store.sqlite;

import dev.penstock.record.CallRow;
import dev.penstock.record.RowCorrections;
import dev.penstock.store.spool.RowsRefused;
import dev.penstock.store.spool.StoreUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Has the one thread that writes correct rows, so that nothing else can change them meanwhile. */
final class SqliteCorrections implements RowCorrections {
    private final Orders orders;

    SqliteCorrections(Orders orders) {
        this.orders = orders;
    }

    @Override
    public NavigableMap<Long, Long> days() throws IOException {
        List<Long> days = orders.ask(SqliteCorrections::daysOf);
        NavigableMap<Long, Long> last = new TreeMap<>();
        for (long day : days) {
            last.put(day, orders.ask(store -> store.lastRow(day)));
        }
        return last;
    }

    @Override
    public void correct(long day, long after, long upTo, Function<CallRow, Optional<CallRow>> correction)
            throws IOException {
        int ignored = orders.ask(store -> store.correct(day, after, upTo, correction));
    }

    private static List<Long> daysOf(SqliteStore store) throws StoreUnavailable, RowsRefused {
        try {
            return new ArrayList<>(store.days());
        } catch (IOException failure) {
            throw new StoreUnavailable("The days of the log cannot be listed", failure);
        }
    }
}
