package dev.penstock.dialect;

/** The numbers an answer's usage may say, as it says them: what includes what is the reader's business. */
enum Count {
    INPUT,
    OUTPUT,
    TOTAL,
    CACHE_READ,
    /** Written to a cache, whatever its life. */
    CACHE_WRITE,
    CACHE_WRITE_5M,
    CACHE_WRITE_1H,
    REASONING,
    INPUT_AUDIO,
    INPUT_IMAGE,
    INPUT_TOOL_PROMPT,
    OUTPUT_AUDIO,
    OUTPUT_IMAGE,
    /** Billionths of a dollar. */
    COST,
    /** What the upstream of a broker charged for the caller's own key, in billionths of a dollar. */
    UPSTREAM_COST,
    /** 1 where a broker used the caller's own key. */
    OWN_KEY
}
