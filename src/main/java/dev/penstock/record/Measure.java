package dev.penstock.record;

import dev.penstock.call.Outcome;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;

/** What is summed over calls, as whole numbers. They are stored in this order: a new one goes to the end. */
public enum Measure {
    REQUESTS(0),
    ATTEMPTS(1),
    /** Answered from our cache. */
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
    /** All input tokens of calls that our cache answered. */
    CACHED_TOKENS_IN(13),
    CACHED_TOKENS_OUT(14),
    /** In billionths of a dollar, like every cost here. */
    COST(15),
    CACHED_COST(16),
    /** What the providers will charge: the cost, but where a row says otherwise. */
    PROVIDER_COST(17),
    DURATION_MICROS(18),
    FIRST_BYTE_MICROS(19);

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
        return switch (this) {
            case REQUESTS -> 1;
            case ATTEMPTS -> row.attempts().size();
            case CACHED -> row.cached() ? 1 : 0;
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
            case CACHED_TOKENS_IN -> row.cached() ? Usage.orZero(row.usage().inputTotal()) : 0;
            case CACHED_TOKENS_OUT -> row.cached() ? Usage.orZero(row.usage().output()) : 0;
            case COST -> Usage.orZero(row.costNano());
            case CACHED_COST -> row.cached() ? Usage.orZero(row.costNano()) : 0;
            case PROVIDER_COST ->
                Usage.orZero(row.providerCostNano() == null ? row.costNano() : row.providerCostNano());
            case DURATION_MICROS -> row.durationMicros();
            case FIRST_BYTE_MICROS -> Usage.orZero(row.firstByteMicros());
        };
    }
}
