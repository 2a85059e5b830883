package dev.penstock.admin.evaluations;

import dev.penstock.call.Scope;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Where evaluations read the log. Blocks: not for event loops. */
public interface EvaluationSource {
    /**
     * Hands over every entry of a gateway once, the oldest first, without its bodies.
     *
     * @param since the first epoch millisecond that belongs to it
     * @param until the first that does not
     */
    void read(Scope scope, long since, long until, Taker taker) throws IOException;

    /** Takes entries. */
    @FunctionalInterface
    interface Taker {
        /** @return whether it wants another one */
        boolean take(Entry entry);
    }

    /**
     * One log entry, as far as datasets and evaluations ask.
     *
     * @param createdAt epoch milliseconds
     * @param feedback -1 or 1
     */
    record Entry(
            long createdAt,
            Optional<String> provider,
            Optional<String> model,
            Optional<String> requestContentType,
            Optional<String> responseContentType,
            boolean success,
            boolean cached,
            OptionalLong costNano,
            OptionalLong tokensIn,
            OptionalLong tokensOut,
            OptionalLong durationMicros,
            OptionalInt feedback) {}
}
