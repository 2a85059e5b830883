package dev.penstock.ledger;

import dev.penstock.call.Bucket;
import dev.penstock.call.Counted;
import dev.penstock.call.Moment;
import dev.penstock.call.Posting;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;

/**
 * What an ended process left of one bucket, until somebody claims it: its window is not known before.
 *
 * @param entries slice, amount and until by turns, one for each posting; never changed
 * @param since when they were restored
 */
record Sums(Counted counted, long[] entries, Moment since) implements Kept {
    private static final int FIELDS = 3;

    /** How long they are kept when they are past, for a wall clock that is set back. */
    private static final Duration HOUR = Duration.ofHours(1);

    static Sums of(Counted counted, Collection<Posting> postings, Moment now) {
        long[] entries = postings.stream()
                .flatMapToLong(
                        posting -> LongStream.of(posting.slice(), Math.max(0, posting.amount()), posting.until()))
                .toArray();
        return new Sums(counted, entries, now);
    }

    Sums plus(Sums more) {
        long[] all = Arrays.copyOf(entries, entries.length + more.entries.length);
        System.arraycopy(more.entries, 0, all, entries.length, more.entries.length);
        return new Sums(counted, all, more.since);
    }

    /** The bucket as it would stand had it been claimed when these were restored. */
    Tally tally(Bucket bucket) {
        return into(Tally.of(bucket.window(), since));
    }

    Tally into(Tally tally) {
        Tally then = tally;
        for (int i = 0; i < entries.length; i += FIELDS) {
            then = then.restored(entries[i], entries[i + 1]);
        }
        return then;
    }

    long counted(Moment now) {
        long sum = 0;
        for (int i = 0; i < entries.length; i += FIELDS) {
            sum = Amounts.plus(sum, counts(entries[i + 2], now) ? entries[i + 1] : 0);
        }
        return sum;
    }

    @Override
    public boolean sweep(Moment now) {
        return counted(new Moment(now.steadyNanos() - HOUR.toNanos(), now.wall().minus(HOUR))) == 0;
    }

    /** By whichever clock is behind: which of them the bucket goes by is not known. */
    static boolean counts(long until, Moment now) {
        return until > Math.min(now.steadyNanos() / 1_000_000L, now.wall().toEpochMilli());
    }
}
