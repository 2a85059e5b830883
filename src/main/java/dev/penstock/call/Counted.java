package dev.penstock.call;

/** What a limit counts. */
public enum Counted {
    /** Money, in billionths of a US dollar. */
    COST,
    REQUESTS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    /** Input and output together. */
    TOKENS,
    /** Calls under way at one moment. */
    CALLS_AT_ONCE,
    /** Streams open at one moment. */
    OPEN_STREAMS;

    /** Whether it is given back when the call ends, instead of growing old. */
    public boolean isWhileOpen() {
        return this == CALLS_AT_ONCE || this == OPEN_STREAMS;
    }

    /** Whether how much a call takes is known only when it has ended. */
    public boolean isSettled() {
        return this == COST || this == INPUT_TOKENS || this == OUTPUT_TOKENS || this == TOKENS;
    }
}
