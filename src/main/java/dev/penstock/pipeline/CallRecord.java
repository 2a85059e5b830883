package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.record.RowInvariants;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands of a call in the log: the row as it would be if the call ended now, and what replaces it. Owned by one call. */
final class CallRecord {
    private final CallScope scope;
    private @Nullable CallRow row;

    CallRecord(CallScope scope) {
        this.scope = scope;
    }

    /** The latest; null where nothing is on record. */
    @Nullable
    CallRow row() {
        return row;
    }

    boolean isAs(@Nullable Outcome outcome) {
        return row != null && row.outcome() == outcome;
    }

    /** Whether bytes followed the terminal event, at which the row was written: they may have told more usage. */
    boolean hasPassedMore() {
        Metered metered = scope.metered;
        return row != null && metered != null && metered.passed() != row.responseSize();
    }

    /** Puts the call on record as it would stand if it ended now, because its last byte is about to leave. */
    void put(Outcome how, Optional<Failure> why) {
        if (scope.gateway == null || scope.options == null || scope.address == null) {
            return;
        }
        Outcome seen = how == Outcome.WHOLE && scope.clientGone ? Outcome.CLIENT_CLOSED : how;
        CallRow fresh = new RowFold(scope, seen, why).row();
        row = fresh;
        HubOutlet lead = scope.lead;
        if (lead != null) {
            lead.flight().brings(fresh);
            lead.lastIsNext();
        }
        if (!RowInvariants.broken(fresh).isEmpty()) {
            scope.engine.metrics().broken();
        }
        append(fresh);
        // After the row, before the last byte: whoever has the answer finds the limits as the answer left them.
        scope.account.follow(fresh);
        scope.account.closeOpen();
        scope.passOn();
    }

    /** Puts a better-known row in the place of the one on record. */
    void amend(CallRow better) {
        append(better);
        scope.account.follow(better);
        scope.passOn();
        scope.engine.metrics().ended(better);
    }

    /** All came, was put on record, and was not taken by its own client. */
    void leftBehind(@Nullable HubOutlet sharing) {
        CallRow known = row;
        boolean isUnread = sharing != null && scope.streaming && !sharing.isOwnDone();
        if (isUnread && known != null && known.outcome() == Outcome.WHOLE) {
            row = known.left();
            append(row);
        }
    }

    /** A call that is not logged still counts. */
    private void append(CallRow one) {
        GatewaySettings gateway = scope.gateway;
        CallOptions options = scope.options;
        boolean logs = gateway != null && options != null && options.logs(gateway);
        scope.engine.log().append(logs ? one : one.bare());
    }
}
