package dev.penstock.record;

import dev.penstock.call.Outcome;
import dev.penstock.call.Reuse;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import java.util.List;

/** What is summed over calls, as whole numbers. They are stored in this order: a new one goes to the end. */
public enum Measure {
    REQUESTS(0),
    ATTEMPTS(1),
    /** Answered from our cache, fresh or not. */
    CACHED(2),
    /** Every call that was no success, those whose client left included. */
    ERRORS(3),
    CLIENT_CLOSED(4),
    /** Calls whose cost is not known: they are missing in {@link #COST}. */
    UNPRICED(5),
    /** Calls whose tokens we counted because nobody reported them. */
    ESTIMATED(6),
    /** Calls the log shows no row of. */
    UNLOGGED(7),
    /** Input tokens that came from no cache of the provider and went into none. */
    TOKENS_FRESH(8),
    TOKENS_CACHE_READ(9),
    TOKENS_CACHE_WRITE(10),
    /** Output tokens, reasoning included. */
    TOKENS_OUT(11),
    TOKENS_REASONING(12),
    /** All input tokens that calls our cache answered would have used: they are in no other count. */
    CACHED_TOKENS_IN(13),
    CACHED_TOKENS_OUT(14),
    /** In billionths of a dollar, like every cost here. */
    COST(15),
    /** What calls our cache answered would have cost: it is no part of {@link #COST}. */
    CACHED_COST(16),
    /** What the providers will charge: the cost, but where a row says otherwise. */
    PROVIDER_COST(17),
    DURATION_MICROS(18),
    FIRST_BYTE_MICROS(19),
    /** Answered by an identical call that was under way. */
    COALESCED(20),
    /** Answered with what is left of a stream that its client had lost. */
    RESUMED(21),
    /** Answered from our cache because the providers failed: a part of {@link #CACHED}. */
    STALE(22),
    /** What all reused answers would have cost, where that is known. */
    SAVED_COST(23),
    /** How much longer their providers took. */
    SAVED_MICROS(24);

    /** All input tokens providers were sent: what our cache answered is not among them. */
    public static final List<Measure> TOKENS_IN = List.of(TOKENS_FRESH, TOKENS_CACHE_READ, TOKENS_CACHE_WRITE);

    private static final Reuse NOTHING = new Reuse(Reuse.Kind.HIT, "", null, 0, 0, 0);

    private final int number;

    Measure(int number) {
        this.number = number;
    }

    /** What it is stored under, and its place among all. */
    public int number() {
        return number;
    }

    /** What one call adds. */
    long of(CallRow row) {
        Reuse reuse = row.reuse() == null ? NOTHING : row.reuse();
        Reuse cached = row.cached() ? reuse : NOTHING;
        return switch (this) {
            case REQUESTS -> 1;
            case ATTEMPTS -> row.tries().size();
            case ERRORS -> row.success() ? 0 : 1;
            case CLIENT_CLOSED -> row.outcome() == Outcome.CLIENT_CLOSED ? 1 : 0;
            case UNPRICED -> row.costNano() == null ? 1 : 0;
            case ESTIMATED -> row.usageSource() == UsageSource.ESTIMATED ? 1 : 0;
            case UNLOGGED -> row.logged() ? 0 : 1;
            case TOKENS_FRESH -> Usage.orZero(row.usage().input());
            case TOKENS_CACHE_READ -> Usage.orZero(row.usage().cacheRead());
            case TOKENS_CACHE_WRITE ->
                Usage.orZero(row.usage().cacheWrite5m())
                        + Usage.orZero(row.usage().cacheWrite1h());
            case TOKENS_OUT -> Usage.orZero(row.usage().output());
            case TOKENS_REASONING -> Usage.orZero(row.usage().outputReasoning());
            case COST -> Usage.orZero(row.costNano());
            case PROVIDER_COST ->
                Usage.orZero(row.providerCostNano() == null ? row.costNano() : row.providerCostNano());
            case DURATION_MICROS -> row.durationMicros();
            case FIRST_BYTE_MICROS -> Usage.orZero(row.firstByteMicros());
            case CACHED -> row.cached() ? 1 : 0;
            case CACHED_TOKENS_IN -> cached.tokensIn();
            case CACHED_TOKENS_OUT -> cached.tokensOut();
            case CACHED_COST -> Usage.orZero(cached.savedNano());
            case COALESCED -> one(row, Reuse.Kind.COALESCED);
            case RESUMED -> one(row, Reuse.Kind.RESUMED);
            case STALE -> one(row, Reuse.Kind.STALE);
            case SAVED_COST -> Usage.orZero(reuse.savedNano());
            case SAVED_MICROS -> reuse.savedMicros();
        };
    }

    private static long one(CallRow row, Reuse.Kind kind) {
        return row.reuse() != null && row.reuse().kind() == kind ? 1 : 0;
    }
}
