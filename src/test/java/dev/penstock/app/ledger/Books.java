package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.Penstock;
import dev.penstock.call.Posting;
import dev.penstock.ledger.BucketStanding;
import dev.penstock.record.CallRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The two books that must agree: what the limits count, and what the rows of the log post. */
public final class Books {
    /** Some windows end while both are read. */
    private static final long READING_MILLIS = 1_500;

    private Books() {}

    /** A gateway without calls under way counts exactly what its rows say, and holds nothing. */
    public static void agree(Penstock gateway, List<CallRow> rows) {
        long begun = System.currentTimeMillis();
        List<BucketStanding> standings = gateway.standings("", 100_000);
        long ended = System.currentTimeMillis();
        assertThat(standings).allSatisfy(standing -> {
            assertThat(standing.held()).as(standing.key()).isZero();
            assertThat(standing.open()).as(standing.key()).isZero();
        });
        Map<String, Long> counted =
                standings.stream().collect(Collectors.toMap(BucketStanding::key, BucketStanding::taken));
        Map<String, Long> most = posted(rows, begun - READING_MILLIS);
        Map<String, Long> least = posted(rows, ended + READING_MILLIS);
        TreeSet<String> keys = new TreeSet<>(most.keySet());
        keys.addAll(counted.keySet());
        for (String key : keys) {
            assertThat(counted.getOrDefault(key, 0L))
                    .as(key)
                    .isBetween(least.getOrDefault(key, 0L), most.getOrDefault(key, 0L));
        }
    }

    /** The sums of all postings that still count at a time, by bucket. */
    static Map<String, Long> posted(List<CallRow> rows, long time) {
        Map<String, Long> sums = new HashMap<>();
        rows.stream()
                .flatMap(row -> row.attempts().stream())
                .flatMap(attempt -> attempt.postings().stream())
                .filter(posting -> posting.until() > time && posting.amount() != 0)
                .forEach(posting -> sums.merge(posting.bucket(), posting.amount(), Long::sum));
        return sums;
    }

    /** What one bucket of money came to in all rows. */
    static long spent(List<CallRow> rows, String keyEnd) {
        return rows.stream()
                .flatMap(row -> row.attempts().stream())
                .flatMap(attempt -> attempt.postings().stream())
                .filter(posting -> posting.bucket().endsWith(keyEnd))
                .mapToLong(Posting::amount)
                .sum();
    }
}
