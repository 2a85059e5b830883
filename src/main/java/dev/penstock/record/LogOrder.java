package dev.penstock.record;

/** In which order rows are read. Equal ones are ordered by creation and then id, in the same direction. */
public record LogOrder(By by, boolean descending) {
    public static final LogOrder NEWEST_FIRST = new LogOrder(By.CREATED_AT, true);
    public static final LogOrder OLDEST_FIRST = new LogOrder(By.CREATED_AT, false);

    /** What rows are ordered by; a row without it comes before all that have it. */
    public enum By {
        CREATED_AT,
        PROVIDER,
        MODEL,
        MODEL_TYPE,
        SUCCESS,
        CACHED,
        REUSE,
        COST,
        TOKENS_IN,
        TOKENS_OUT,
        DURATION,
        FEEDBACK
    }
}
