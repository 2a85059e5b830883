package dev.penstock.store.sqlite;

import dev.penstock.call.Outcome;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.record.Reservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of a call whose process ended before it did. What the tenant got is not known, so it has no cost; what the
 * provider may charge is at most what was held.
 */
final class ExpiredCall {
    private static final String WHY = "gateway_stopped";

    private ExpiredCall() {}

    /** @param held of one call, the last attempt last; not empty */
    static CallRow of(List<Reservation> held) {
        Reservation last = held.getLast();
        return new CallRow(
                last.id(),
                last.id(),
                last.id(),
                last.scope(),
                last.createdAt(),
                0,
                null,
                "native",
                "",
                "",
                last.provider(),
                last.model(),
                0,
                0,
                Outcome.FAILED,
                WHY,
                false,
                null,
                null,
                null,
                0,
                0,
                Usage.NONE,
                UsageSource.NONE,
                null,
                reserved(held),
                false,
                last.priceVersion(),
                null,
                null,
                last.tokenId(),
                last.keyAlias(),
                last.credential(),
                null,
                null,
                last.session(),
                null,
                true,
                "",
                "",
                last.configRevision(),
                held.stream().map(ExpiredCall::attempt).toList(),
                null,
                List.of());
    }

    /** Null where nothing is known of any attempt. */
    private static @Nullable Long reserved(List<Reservation> held) {
        Long sum = null;
        for (Reservation reservation : held) {
            Long more = reservation.reservedNano();
            if (more != null) {
                sum = sum == null ? more : sum + Math.min(more, Long.MAX_VALUE - sum);
            }
        }
        return sum;
    }

    private static AttemptRow attempt(Reservation held) {
        return new AttemptRow(
                held.attempt(),
                0,
                held.provider(),
                held.model(),
                "",
                0,
                WHY,
                null,
                0,
                0,
                null,
                Usage.NONE,
                UsageSource.NONE,
                null,
                held.priceVersion(),
                null,
                null,
                held.reservedNano(),
                held.reservedNano(),
                Settlement.EXPIRED,
                held.postings());
    }
}
