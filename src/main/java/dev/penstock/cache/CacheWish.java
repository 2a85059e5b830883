package dev.penstock.cache;

import dev.penstock.call.Caching;
import dev.penstock.call.Headers;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a call's answer may be kept and given again: what its header fields say over what the request round it says
 * over what its gateway says. The rules are Cloudflare's, the same names and the old ones.
 */
public sealed interface CacheWish {
    Duration SHORTEST = Duration.ofSeconds(60);
    /** One month, 2,592,000 seconds. */
    Duration LONGEST = Duration.ofDays(30);
    /** Of a call that names its key in a gateway without a time. */
    Duration UNSAID = Duration.ofMinutes(5);

    /**
     * It may not.
     *
     * @param reason in words
     * @param explains whether the call asks why
     */
    record Off(String reason, boolean explains) implements CacheWish {}

    /**
     * It may.
     *
     * @param ttl how long, within the bounds
     * @param skips whether no kept answer is wanted
     * @param customKey what the call names itself
     * @param explains whether the call asks why it was or was not answered so
     */
    record On(Duration ttl, boolean skips, Optional<String> customKey, boolean explains) implements CacheWish {}

    /**
     * A header field says nothing that is understood.
     *
     * @param shown its value, short and on one line
     */
    record Malformed(String header, String shown, String expected) implements CacheWish {
        public String message() {
            return header + " is '" + shown + "'; must be " + expected;
        }
    }

    static CacheWish of(Headers call, Caching gateway) {
        return of(call, Headers.EMPTY, gateway);
    }

    /** @param outer what the request says round a step, where the call is one of several steps */
    static CacheWish of(Headers step, Headers outer, Caching gateway) {
        return new WishReader(step, outer, gateway).read();
    }
}
