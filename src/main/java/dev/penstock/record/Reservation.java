package dev.penstock.record;

import dev.penstock.call.Credential;
import dev.penstock.call.Posting;
import dev.penstock.call.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was held for an attempt before it was sent: enough to charge it, should this process end before the call's row.
 *
 * @param id the call's
 * @param createdAt epoch milliseconds, the same as the call's row will say
 * @param attempt 0-based over the whole call
 * @param reservedNano the most it may cost; null where no limit asked for it
 * @param postings what was held in which buckets
 */
public record Reservation(
        String id,
        Scope scope,
        long createdAt,
        int attempt,
        String provider,
        String model,
        @Nullable String tokenId,
        @Nullable String keyAlias,
        Credential credential,
        @Nullable String session,
        @Nullable Long reservedNano,
        @Nullable String priceVersion,
        long configRevision,
        List<Posting> postings) {

    public Reservation {
        postings = List.copyOf(postings);
    }
}
