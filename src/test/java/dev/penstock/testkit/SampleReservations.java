package dev.penstock.testkit;

import dev.penstock.call.Counted;
import dev.penstock.call.Credential;
import dev.penstock.call.Posting;
import dev.penstock.record.Reservation;
import java.util.List;

/** What is held for the calls of {@link SampleRows}. */
public final class SampleReservations {
    /** The end of every window here. */
    public static final long UNTIL = SampleRows.NOON + 30 * 86_400_000L;

    private SampleReservations() {}

    /** Of the row of the same number. */
    public static Reservation of(int number, int attempt) {
        return new Reservation(
                SampleRows.id(number),
                SampleRows.SCOPE,
                SampleRows.row(number).createdAt(),
                attempt,
                "openai",
                "gpt-5-mini",
                "tok_main",
                null,
                Credential.REQUEST,
                null,
                9_000_000L,
                "2026-11-20",
                17,
                postings(number, 9_000_000));
    }

    /** Money and one request of one of seven users. */
    public static List<Posting> postings(int number, long amount) {
        String bucket = "acme/main/user-" + number % 7;
        return List.of(
                new Posting(bucket + "@monthly:cost", Counted.COST, number % 3, amount, UNTIL),
                new Posting(bucket + "@sliding:60s:requests", Counted.REQUESTS, number % 5, 1, UNTIL - number % 5));
    }
}
