package dev.penstock.call;

import java.time.Duration;
import java.util.Optional;

/**
 * How a gateway finds its way to an answer beyond retries: which of several equals is asked, and when another is.
 *
 * @param strategy which key and which address of a provider is asked where it has several
 * @param affinityHeader calls that say the same in it are asked of the same key and address while that is well
 * @param keys whether all stored keys of a provider share its calls, or its default one serves alone
 * @param replaysUnclear whether a call is sent again to the same target where the connection died before any answer, so
 *     that nobody knows whether it was worked on
 * @param retryAfter the longest an upstream can make a call wait for a further try
 * @param window how much of a beginning answer is held so that a failure before its first content stays unseen
 * @param health whether targets that fail are passed over where there is another
 */
public record Routing(
        Strategy strategy,
        Optional<String> affinityHeader,
        Keys keys,
        boolean replaysUnclear,
        Duration retryAfter,
        Window window,
        boolean health) {

    public static final Routing DEFAULT = new Routing(
            Strategy.FIRST,
            Optional.empty(),
            Keys.DEFAULT,
            false,
            Duration.ofSeconds(10),
            new Window(64 * 1024, 64, Duration.ofSeconds(10)),
            true);

    /** Which of several equals is asked first. */
    public enum Strategy {
        /** In the order they are written; the next one only where the one before is not well. */
        FIRST,
        /** By chance, by their weights. */
        WEIGHTED,
        /** In turn, by their weights. */
        ROUND_ROBIN,
        /** The one with the fewest calls open, for its weight. */
        LEAST_IN_FLIGHT,
        /** The better of two drawn, by the time to the first byte and the calls open. */
        FASTEST,
        /** The one whose tokens cost least; the order where they cost the same. */
        CHEAPEST
    }

    /** Which stored keys serve a call that names none. */
    public enum Keys {
        DEFAULT,
        ALL
    }

    /**
     * How much of an answer is held before its first content, where another target or try is left. Bounds, whichever is
     * reached first; a window of 0 bytes is none.
     */
    public record Window(int bytes, int events, Duration time) {
        public boolean isOpen() {
            return bytes > 0;
        }
    }
}
