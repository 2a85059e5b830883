package dev.penstock.pipeline;

import dev.penstock.cache.CacheKey;
import dev.penstock.call.Failure;
import dev.penstock.record.CallRow;
import dev.penstock.stream.Hub;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One upstream call whose answer may have more readers than its own client, from the moment it is decided to be made until
 * its answer has ended.
 */
final class Flight {
    final Hub hub;

    /** Under which identical calls find it; null where none may join. */
    final @Nullable CacheKey key;

    /** How many flights those who began this one have seen fail. */
    final int generation;

    private final Flights flights;
    private volatile Brought brought;
    private boolean over;

    /**
     * What is known of the call that brings an answer, for the rows of those who only read it.
     *
     * @param costNano null is unknown
     */
    record Brought(
            String callId,
            String provider,
            String model,
            @Nullable Long costNano,
            long tokensIn,
            long tokensOut,
            long durationMicros) {

        static Brought of(CallRow row) {
            return new Brought(
                    row.id(),
                    row.provider(),
                    row.model(),
                    row.costNano(),
                    orZero(row.usage().inputTotal()),
                    orZero(row.usage().output()),
                    row.durationMicros());
        }

        private static long orZero(@Nullable Long count) {
            return count == null ? 0 : count;
        }
    }

    Flight(Flights flights, Hub hub, @Nullable CacheKey key, int generation, Brought brought) {
        this.flights = flights;
        this.hub = hub;
        this.key = key;
        this.generation = generation;
        this.brought = brought;
    }

    Brought brought() {
        return brought;
    }

    /** The row of the call that brings it says more by now. */
    void brings(CallRow row) {
        brought = Brought.of(row);
    }

    boolean isOver() {
        return over;
    }

    /** Nobody joins any more. */
    void land() {
        over = true;
        flights.over(this);
    }

    /** It ends without an answer, or in the middle of one. */
    void fail(Failure failure, Hub.Again again) {
        if (!over) {
            land();
            hub.end(new Hub.End.Failed(failure, again));
            hub.release();
        }
    }

    /** Its call ended otherwise than by the ending of an answer: what readers are waiting for will not come. */
    void fail(Optional<Failure> why) {
        Failure failure = why.orElseGet(() -> new Failure.Cancelled("the call it waited for ended"));
        fail(failure, again(failure));
    }

    /** Whose failure it is. What the caller alone is refused for concerns nobody else; the rest may be bad luck. */
    private Hub.Again again(Failure failure) {
        boolean leadersOwn = failure instanceof Failure.OverLimit
                || failure instanceof Failure.NotAuthorised
                || failure instanceof Failure.Cancelled;
        if (leadersOwn) {
            return Hub.Again.ALWAYS;
        }
        return generation == 0 ? Hub.Again.ONCE : Hub.Again.NEVER;
    }
}
