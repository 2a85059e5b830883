package dev.penstock.store.index;

import dev.penstock.record.LogExtent;
import dev.penstock.record.LogOrder;
import dev.penstock.record.LogQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers a query from the records of several files, each read from end to end. */
public final class RecordSearch {
    /** A page that ends beyond this is looked for from the nearer end, once it is known how many rows match. */
    private static final int DEEP = 20_000;

    private final LogQuery query;
    private final List<Records> files;
    /** How many records of each file there were at the beginning: those that come later are not looked at. */
    private final long[] counts;

    private final Ordering ordering;

    /**
     * One row of the answer.
     *
     * @param file which of the files, counted from 0
     * @param row its number in that file
     */
    public record Hit(int file, long row) {}

    /** The rows of the page, and what is known of all that match. */
    public record Answer(List<Hit> hits, long total, Optional<LogExtent> extent) {}

    private RecordSearch(LogQuery query, List<Records> files) {
        this.query = query;
        this.files = files;
        this.counts = files.stream().mapToLong(Records::count).toArray();
        this.ordering = new Ordering(query.order(), files);
    }

    public static Answer of(LogQuery query, List<Records> files) {
        return new RecordSearch(query, files).answer();
    }

    private Answer answer() {
        long end = query.offset() + query.limit();
        Extremes extremes = new Extremes();
        Selection shallow = new Selection(ordering, (int) Math.min(end, DEEP), false);
        long[] found = scan(end <= DEEP ? shallow : null, query.extent() ? extremes : null);
        Optional<LogExtent> extent = query.extent() ? Optional.of(extremes.extent()) : Optional.empty();
        long[] places = end <= DEEP ? shallow.ranks((int) query.offset(), (int) end) : deep(found[1]);
        return new Answer(hits(places), found[0], extent);
    }

    /** Counted from the end where that is nearer. */
    private long[] deep(long eligible) {
        long from = query.offset();
        long to = Math.min(from + query.limit(), eligible);
        if (from >= to) {
            return new long[0];
        }
        boolean reversed = from > eligible - to;
        long first = reversed ? eligible - to : from;
        long last = reversed ? eligible - from : to;
        Selection selection = new Selection(ordering, Math.toIntExact(last), reversed);
        scan(selection, null);
        long[] places = selection.ranks((int) first, (int) last);
        return reversed ? reverse(places) : places;
    }

    /** How many rows match, and how many of them may stand on the page. */
    private long[] scan(@Nullable Selection selection, @Nullable Extremes extremes) {
        long total = 0;
        long eligible = 0;
        for (int i = 0; i < files.size(); i++) {
            int file = query.order().equals(LogOrder.NEWEST_FIRST) ? files.size() - 1 - i : i;
            Records records = files.get(file);
            RecordTest[] tests = Conditions.of(query);
            boolean backwards = query.order().equals(LogOrder.NEWEST_FIRST);
            for (long j = 1; j <= counts[file]; j++) {
                long row = backwards ? counts[file] + 1 - j : j;
                if (!holds(tests, records, row)) {
                    continue;
                }
                total++;
                if (extremes != null) {
                    extremes.add(records, row);
                }
                if (query.after().isEmpty() || ordering.isAfter(query.after().get(), records, row)) {
                    eligible++;
                    if (selection != null) {
                        selection.add(records, file, row);
                    }
                }
            }
        }
        return new long[] {total, eligible};
    }

    private static boolean holds(RecordTest[] tests, Records records, long row) {
        for (RecordTest test : tests) {
            if (!test.holds(records, row)) {
                return false;
            }
        }
        return true;
    }

    private static List<Hit> hits(long[] places) {
        List<Hit> hits = new ArrayList<>(places.length);
        for (long place : places) {
            hits.add(new Hit(Ordering.file(place), Ordering.row(place)));
        }
        return hits;
    }

    private static long[] reverse(long[] places) {
        long[] reversed = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            reversed[i] = places[places.length - 1 - i];
        }
        return reversed;
    }
}
