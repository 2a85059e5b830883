package dev.penstock.call;

import org.jspecify.annotations.Nullable;

/**
 * How a call was answered without a call of its own to a provider, and what that saved.
 *
 * @param of the log id of the call that brought the answer
 * @param savedNano what that call's answer cost; null is unknown
 * @param savedMicros how much longer the provider took than this call did
 */
public record Reuse(Kind kind, String of, @Nullable Long savedNano, long savedMicros, long tokensIn, long tokensOut) {

    /** Where the answer came from. */
    public enum Kind {
        /** The cache, while it was fresh. */
        HIT,
        /** The cache, when it was no longer fresh and its provider failed. */
        STALE,
        /** An identical call that was under way. */
        COALESCED,
        /** The client's own earlier stream, which it had lost. */
        RESUMED;

        /** Whether it counts as cached. */
        public boolean isCached() {
            return this == HIT || this == STALE;
        }
    }
}
