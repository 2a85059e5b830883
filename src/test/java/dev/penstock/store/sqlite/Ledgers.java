package dev.penstock.store.sqlite;

import dev.penstock.call.Counted;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.record.CallRow;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.Recovered;
import dev.penstock.record.Reservation;
import dev.penstock.store.spool.ReservationCodec;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.spool.SpoolLimits;
import dev.penstock.store.spool.SpooledReservation;
import dev.penstock.testkit.SampleReservations;
import dev.penstock.testkit.SampleRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls that hold money, and what the ledger must say of them. */
final class Ledgers {
    private Ledgers() {}

    /** Also holds a place among the calls under way, which no file may remember. */
    static Reservation reservation(int number, int attempt) {
        Reservation sample = SampleReservations.of(number, attempt);
        return new Reservation(
                sample.id(),
                sample.scope(),
                sample.createdAt(),
                attempt,
                sample.provider(),
                sample.model(),
                sample.tokenId(),
                sample.keyAlias(),
                sample.credential(),
                sample.session(),
                sample.reservedNano(),
                sample.priceVersion(),
                sample.configRevision(),
                postings(number, 9_000_000));
    }

    static SpooledReservation spooled(Reservation reservation) {
        return new SpooledReservation(reservation.id(), ReservationCodec.encode(reservation));
    }

    /** As it is when the call has ended. */
    static CallRow row(int number, Settlement settlement, long amount) {
        CallRow row = SampleRows.row(number);
        return row.settled(List.of(row.attempts().getFirst().settled(settlement, postings(number, amount))));
    }

    static List<Posting> postings(int number, long amount) {
        List<Posting> postings = new ArrayList<>(SampleReservations.postings(number, amount));
        postings.add(new Posting("acme/main/open", Counted.CALLS_AT_ONCE, 0, 1, 0));
        return postings;
    }

    /** What the rows of a folder add up to. */
    static Map<Posting, Long> sums(Path logs) throws IOException {
        List<Posting> postings = new ArrayList<>();
        for (CallRow row : rows(logs)) {
            row.attempts().forEach(attempt -> postings.addAll(attempt.postings()));
        }
        return sums(postings);
    }

    /** By all but the amount. */
    static Map<Posting, Long> sums(Collection<Posting> postings) {
        Map<Posting, Long> sums = new HashMap<>();
        postings.stream()
                .filter(posting -> posting.until() != 0)
                .forEach(posting -> sums.merge(posting.amount(0), posting.amount(), Long::sum));
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    static List<CallRow> rows(Path logs) throws IOException {
        LogReader reader = new LogReader(logs);
        List<CallRow> rows = new ArrayList<>();
        LogQuery query = LogQuery.of(new LogScope.Everything()).limit(10_000);
        for (List<CallRow> page = reader.list(query); !page.isEmpty(); page = reader.list(query)) {
            rows.addAll(page);
            query = query.after(page.getLast());
        }
        return rows;
    }

    /** Starts as a process does, and ends in order. */
    static Recovered restarted(Path data) throws IOException, InterruptedException {
        SqliteStore store = new SqliteStore(data.resolve("logs"));
        Spool spool = Spool.open(data.resolve("spool"), SpoolLimits.DEFAULT, store, System::nanoTime);
        try (spool) {
            return store.recovered(Duration.ofSeconds(60));
        }
    }
}
