package dev.penstock.ledger;

import dev.penstock.call.Bucket;
import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.Moment;
import dev.penstock.call.Posting;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counters in the memory of one process: exact under any number of threads, none of which ever waits for another.
 *
 * <p>Several claims are first looked at together and then taken one by one; who finds one gone meanwhile gives back what
 * it took and looks again. Another may meet what is about to be given back; it sees that somebody is passing, and looks
 * again too, so often as {@link #LOOKS} says, before it refuses.
 */
public final class MemoryCounters implements Counters {
    private static final int LOOKS = 100;

    private final Shelf shelf;

    /**
     * Starts empty.
     *
     * @param most buckets that may hold something at once. A bucket takes about 0.3 kB, and where its window is a
     *     sliding one up to 2 kB more, 16 bytes for each of its slices that holds something
     */
    public MemoryCounters(int most) {
        this.shelf = new Shelf(most);
    }

    @Override
    public Taking take(List<Claim> claims, Moment now) {
        shelf.sweepIfDue(now);
        @Nullable Cell[] cells = new Cell[claims.size()];
        for (int looks = LOOKS; ; looks--) {
            int blocked = firstThatDoesNotFit(claims, cells, now);
            Taking taking = blocked < 0 ? takeEach(claims, cells, now) : refused(claims.get(blocked), now);
            boolean stands = blocked >= 0 && !isPassedThrough(cells[blocked]);
            if (!(taking instanceof Taking.Refused) || stands || looks == 0) {
                return taking;
            }
            lookAway(looks);
        }
    }

    /** So that whoever is passing can pass, also where there is but one processor. */
    @SuppressWarnings("ThreadPriorityCheck") // because nothing relies on it: the next look decides anew
    private static void lookAway(int looks) {
        if (looks > LOOKS / 2) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** Its index, or -1. Leaves the cells it found. */
    private int firstThatDoesNotFit(List<Claim> claims, @Nullable Cell[] cells, Moment now) {
        for (int i = 0; i < cells.length; i++) {
            Claim claim = claims.get(i);
            Cell cell = shelf.cell(claim.bucket());
            cells[i] = cell;
            if (cell == null ? !Cell.fits(claim, 0) : !cell.fits(claim, now)) {
                return i;
            }
        }
        return -1;
    }

    private Taking takeEach(List<Claim> claims, @Nullable Cell[] cells, Moment now) {
        Lien[] liens = new Lien[cells.length];
        boolean passing = cells.length > 1;
        for (int i = 0; i < cells.length; i++) {
            Claim claim = claims.get(i);
            Cell cell = cells[i] == null ? shelf.make(claim.bucket(), now) : cells[i];
            Lien lien = cell == null ? null : cell.take(claim, now, passing);
            if (lien == null) {
                giveBack(liens, i);
                return cell == null ? new Taking.Full() : refused(claim, now);
            }
            liens[i] = lien;
        }
        for (int i = 0; passing && i < liens.length; i++) {
            liens[i].arrive();
        }
        return new Taking.Taken(List.of(liens));
    }

    private static void giveBack(Lien[] liens, int taken) {
        for (int i = 0; i < taken; i++) {
            liens[i].settle(0);
            liens[i].arrive();
        }
    }

    private static boolean isPassedThrough(@Nullable Cell cell) {
        return cell != null && cell.isPassedThrough();
    }

    private Taking.Refused refused(Claim claim, Moment now) {
        Cell cell = shelf.cell(claim.bucket());
        return Cell.refused(claim, cell == null ? null : cell.tally(), now);
    }

    @Override
    public void settle(Held held, long amount) {
        switch (held) {
            case Lien lien -> lien.settle(amount);
            default -> throw new IllegalArgumentException("Held by other counters, settle it there: " + held.posting());
        }
    }

    @Override
    public void correct(Held held, long amount) {
        switch (held) {
            case Lien lien -> lien.correct(amount);
            default ->
                throw new IllegalArgumentException("Held by other counters, correct it there: " + held.posting());
        }
    }

    @Override
    public Standing standing(Bucket bucket, long limit, Moment now) {
        Tally tally = switch (shelf.find(bucket.key())) {
            case Cell cell -> cell.tally();
            case Sums sums -> sums.tally(bucket);
            case null -> null;
        };
        return Cell.standing(tally == null ? Tally.of(bucket.window(), now) : tally, limit, now);
    }

    @Override
    public void restore(Collection<Posting> postings, Moment now) {
        Map<String, Map<Long, Posting>> byKey = new HashMap<>();
        for (Posting posting : postings) {
            if (posting.amount() > 0 && Sums.counts(posting.until(), now)) {
                byKey.computeIfAbsent(posting.bucket(), _ -> new TreeMap<>())
                        .merge(posting.slice(), posting, MemoryCounters::sum);
            }
        }
        byKey.forEach((key, slices) -> {
            Counted counted = slices.values().iterator().next().counted();
            shelf.restore(key, Sums.of(counted, slices.values(), now), now);
        });
    }

    private static Posting sum(Posting left, Posting right) {
        return left.amount(Amounts.plus(left.amount(), right.amount()));
    }

    /** Buckets whose key begins so and that hold something, in the order of their keys. Reads every bucket: not for calls. */
    public List<BucketStanding> standings(String keyPrefix, Moment now, int most) {
        TreeMap<String, BucketStanding> first = new TreeMap<>();
        shelf.all().forEach((key, kept) -> {
            BucketStanding standing = key.startsWith(keyPrefix) ? standing(key, kept, now) : null;
            if (standing != null) {
                first.put(key, standing);
            }
            if (first.size() > most) {
                first.pollLastEntry();
            }
        });
        return List.copyOf(first.values());
    }

    private static @Nullable BucketStanding standing(String key, Kept kept, Moment now) {
        BucketStanding standing = switch (kept) {
            case Sums sums -> new BucketStanding(key, sums.counted(), sums.counted(now), 0, 0);
            case Cell cell -> cell.standing(now);
        };
        return standing.taken() == 0 && standing.open() == 0 ? null : standing;
    }

    /** Reads every bucket: for a gauge, not for calls. */
    public Totals totals() {
        long heldNano = 0;
        long open = 0;
        for (Kept kept : shelf.all().values()) {
            Tally tally = kept instanceof Cell cell ? cell.tally() : null;
            if (tally != null) {
                heldNano = Amounts.plus(heldNano, kept.counted() == Counted.COST ? tally.held() : 0);
                open += tally.open();
            }
        }
        return new Totals(shelf.size(), heldNano, open);
    }
}
