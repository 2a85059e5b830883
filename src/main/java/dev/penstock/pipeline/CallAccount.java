package dev.penstock.pipeline;

import dev.penstock.call.Bucket;
import dev.penstock.call.Claim;
import dev.penstock.call.Counted;
import dev.penstock.call.Moment;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.ledger.Counters;
import dev.penstock.ledger.Held;
import dev.penstock.ledger.Taking;
import dev.penstock.policy.limit.Amounts;
import dev.penstock.policy.limit.Ruling;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one call has taken of every limit, attempt by attempt. The row says what each attempt came to; the counters
 * follow the row. Touched by the call's event loop only.
 */
final class CallAccount {
    private static final Amounts NOTHING_SETTLED = new Amounts(OptionalLong.empty(), 0, 0);

    private final Counters counters;
    private final Map<Integer, Entry> entries = new HashMap<>(2);
    /** A call is one request, however often it is tried. */
    private final Set<Bucket> countedOnce = new HashSet<>();

    private final List<Held> whileOpen = new ArrayList<>(0);

    /** What an attempt has taken, and what it can come to. */
    record Entry(@Nullable Worth worth, List<Held> held) {
        @Nullable
        Long reservedNano() {
            return worth == null || worth.costNano().isEmpty()
                    ? null
                    : (Long) worth.costNano().getAsLong();
        }

        /** The most output it may make; empty where nothing was reckoned. */
        OptionalLong mostOutput() {
            return worth == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(worth.size().outputTokens());
        }

        /** As the ledger has it while nothing more is known: so much as was held. */
        List<Posting> postings() {
            return held.stream().map(Held::posting).toList();
        }

        /** What it comes to at most; more than is held where a limit only counts afterwards. */
        List<Posting> worst() {
            return held.stream()
                    .map(one -> one.posting().amount(one.claim().amount()))
                    .toList();
        }
    }

    CallAccount(Counters counters) {
        this.counters = counters;
    }

    /** What an attempt needs beside what the call has already. */
    List<Claim> claims(Ruling.Limited limited, Optional<Worth> worth) {
        return limited.claims(worth.map(Worth::amounts).orElse(NOTHING_SETTLED)).stream()
                .filter(claim -> claim.bucket().counted().isSettled() || !countedOnce.contains(claim.bucket()))
                .toList();
    }

    /** Takes all an attempt needs, or nothing. */
    Taking take(Ruling.Limited limited, int attempt, Optional<Worth> worth, Moment now) {
        return take(claims(limited, worth), attempt, worth, now);
    }

    /** Takes what counts calls, for one that is given another call's answer. */
    Taking count(Ruling.Limited limited, int attempt, Moment now) {
        List<Claim> counting = claims(limited, Optional.empty()).stream()
                .filter(claim -> !claim.bucket().counted().isSettled())
                .toList();
        return take(counting, attempt, Optional.empty(), now);
    }

    private Taking take(List<Claim> claims, int attempt, Optional<Worth> worth, Moment now) {
        Taking taking = counters.take(claims, now);
        if (taking instanceof Taking.Taken taken) {
            List<Held> kept = new ArrayList<>(taken.held().size());
            for (Held held : taken.held()) {
                Bucket bucket = held.claim().bucket();
                if (!bucket.counted().isSettled()) {
                    countedOnce.add(bucket);
                }
                (bucket.counted().isWhileOpen() ? whileOpen : kept).add(held);
            }
            // What it has taken before, as a call that waited for another's answer, stays taken.
            entry(attempt).ifPresent(before -> kept.addAll(0, before.held));
            entries.put(attempt, new Entry(worth.orElse(null), List.copyOf(kept)));
        }
        return taking;
    }

    Optional<Entry> entry(int attempt) {
        return Optional.ofNullable(entries.get(attempt));
    }

    /** Undoes the taking for an attempt that is not made after all. */
    void giveBack(int attempt) {
        Entry entry = entries.remove(attempt);
        if (entry != null) {
            entry.held.forEach(held -> {
                counters.settle(held, 0);
                countedOnce.remove(held.claim().bucket());
            });
        }
    }

    /** Gives back the tokens and the money held for an attempt that costs nothing, before another one takes its own. */
    void release(int attempt) {
        Entry entry = entries.get(attempt);
        if (entry != null) {
            entry.held.stream()
                    .filter(held -> held.claim().bucket().counted().isSettled())
                    .forEach(held -> counters.settle(held, 0));
        }
    }

    /** Everything taken so far, for what is said of it. */
    List<Held> held() {
        List<Held> all = new ArrayList<>(whileOpen);
        entries.values().forEach(entry -> all.addAll(entry.held));
        return all;
    }

    /** The keys of all buckets it has ever taken of. */
    Set<String> buckets() {
        Set<String> keys = new HashSet<>();
        countedOnce.forEach(bucket -> keys.add(bucket.key()));
        entries.values()
                .forEach(entry -> entry.held.forEach(
                        held -> keys.add(held.claim().bucket().key())));
        return keys;
    }

    /** Brings the counters to what the row says, also to what a later one of the same call says. */
    void follow(CallRow row) {
        for (AttemptRow attempt : row.attempts()) {
            Entry entry = entries.get(attempt.index());
            if (entry == null || attempt.settlement() == Settlement.HELD) {
                continue;
            }
            for (int i = 0; i < entry.held.size(); i++) {
                Held held = entry.held.get(i);
                long amount = attempt.postings().get(i).amount();
                counters.settle(held, amount);
                // A row that was written at the terminal event is replaced where usage was told behind it.
                counters.correct(held, amount);
            }
        }
    }

    /** Gives back what only lasts as long as the call. */
    void closeOpen() {
        whileOpen.forEach(held -> counters.settle(held, 0));
        whileOpen.clear();
    }

    /** The same, and gives back what was taken for an attempt that was never made. */
    void close(@Nullable CallRow row) {
        Set<Integer> made = new HashSet<>();
        if (row != null) {
            row.attempts().forEach(attempt -> made.add(attempt.index()));
        }
        entries.forEach((index, entry) -> {
            if (!made.contains(index)) {
                entry.held.forEach(held -> counters.settle(held, 0));
            }
        });
        closeOpen();
    }

    /** What was taken and has no row: a call without a gateway of its own is never charged. */
    boolean isEmpty() {
        return entries.isEmpty() && whileOpen.isEmpty();
    }

    static long amount(Counted counted, long input, long output, long cost, long otherwise) {
        return switch (counted) {
            case COST -> cost;
            case INPUT_TOKENS -> input;
            case OUTPUT_TOKENS -> output;
            case TOKENS -> saturated(input, output);
            case REQUESTS, CALLS_AT_ONCE, OPEN_STREAMS -> otherwise;
        };
    }

    private static long saturated(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
