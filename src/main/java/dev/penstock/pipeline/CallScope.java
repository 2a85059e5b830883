package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.attempt.Walk;
import dev.penstock.call.Budgeting;
import dev.penstock.call.Failure;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Headers;
import dev.penstock.call.Outcome;
import dev.penstock.call.Principal;
import dev.penstock.call.Refusal;
import dev.penstock.policy.limit.CallMetadata;
import dev.penstock.record.CallRow;
import dev.penstock.record.ReceiptLine;
import dev.penstock.record.RowInvariants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call from its first byte to its row. Whatever ends it — an answer, a refusal, the client's leaving, a deadline —
 * passes through {@link #end} once: the upstream is cancelled, what was held is let go, the row is written.
 *
 * <p>Touched by the call's event loop only. Each fact is written once, by the stage that finds it.
 */
final class CallScope {
    final Engine engine;
    final Snapshot snapshot;
    final Client client;
    final String id;
    final long createdAt;

    @Nullable
    Address address;

    @Nullable
    GatewaySettings gateway;

    @Nullable
    Principal principal;

    @Nullable
    CallOptions options;

    /** One for each target; a limit may put a cheaper one in a target's place. */
    List<Step> steps = List.of();

    /** What the call has taken of its gateway's limits. */
    final CallAccount account;

    /** The limit that refused it, for the answer's headers. */
    Optional<LimitHeaders.Binding> binding = Optional.empty();

    /** Provider and model that a step asked for, where a limit had it sent to a cheaper one; by the step's index. */
    final Map<Integer, String> downgraded = new HashMap<>(0);

    @Nullable
    Walk walk;

    @Nullable
    Attempt served;

    @Nullable
    Metered metered;

    /** Ends the call for its client where the answer has begun; null while a refusal can still be sent. */
    @Nullable
    Runnable interrupt;

    Headers back = Headers.EMPTY;
    int status;
    boolean streaming;

    /** What listens to the upstream, each as its end: first of all it stops, so that cancelling is not heard as a break. */
    private final List<Runnable> listeners = new ArrayList<>(1);

    /** What must happen when the call ends, in order: releases only, nothing that waits. */
    private final List<Runnable> releases = new ArrayList<>(3);

    private @Nullable CallRow recorded;
    private @Nullable CallMetadata metadata;
    private Optional<String> metadataRead = Optional.empty();
    private @Nullable Outcome outcome;

    CallScope(Engine engine, Snapshot snapshot, Client client) {
        this.engine = engine;
        this.snapshot = snapshot;
        this.client = client;
        this.id = engine.ids().next();
        this.createdAt = engine.clock().millis();
        this.account = new CallAccount(engine.ledger().counters());
        engine.metrics().callBegan();
        client.whenGone(() -> end(Outcome.CLIENT_CLOSED, Optional.empty()));
    }

    boolean ended() {
        return outcome != null;
    }

    /** How the gateway holds its limits. */
    Budgeting budgeting() {
        return gateway == null ? Budgeting.DEFAULT : gateway.budgeting();
    }

    /** The run the call belongs to. */
    Optional<String> session() {
        return Facts.session(client.headers(), budgeting().sessionHeader());
    }

    /** Read once for all attempts that say the same. */
    CallMetadata metadata(Step step) {
        Optional<String> json = step.options().metadata();
        if (json.isEmpty()) {
            return CallMetadata.NONE;
        }
        CallMetadata known = metadata;
        if (known == null || !json.equals(metadataRead)) {
            known = CallMetadata.of(json);
            metadata = known;
            metadataRead = json;
        }
        return known;
    }

    /** Takes what ends the listening to the upstream. */
    void listening(Runnable stop) {
        listeners.add(stop);
    }

    void release(Runnable action) {
        releases.add(action);
    }

    /** The header fields of the answer that is about to begin: what came with it, and how the limits stand now. */
    Headers head() {
        Headers.Builder head = Headers.builder();
        back.forEach(head::add);
        LimitHeaders.add(this, head);
        CallRow row = recorded;
        if (row != null && budgeting().receiptHeader()) {
            head.add("cf-aig-receipt", ReceiptLine.of(row, Pricing.lines(this, row)));
        }
        return head.build();
    }

    /** Says no. The client hears it if nothing has begun; the row tells why. */
    void refuse(Refusal refusal, Outcome how, Optional<Failure> why) {
        if (ended()) {
            return;
        }
        status = refusal.status();
        end(how, why);
        client.refuse(refusal, AnswerHead.refused(this));
    }

    /** Puts the call on record as it would stand if it ended now, because its last byte is about to leave. */
    void record(Outcome how, Optional<Failure> why) {
        if (gateway == null || options == null || address == null) {
            return;
        }
        CallRow row = new RowFold(this, how, why).row();
        recorded = row;
        if (!RowInvariants.broken(row).isEmpty()) {
            engine.metrics().broken();
        }
        engine.log().append(kept(row));
        // After the row, before the last byte: whoever has the answer finds the limits as the answer left them.
        account.follow(row);
        account.closeOpen();
        passOn();
    }

    /** Ends the call, once. */
    void end(Outcome how, Optional<Failure> why) {
        if (ended()) {
            return;
        }
        // A client that leaves after the terminal event has its answer: the row that says so stands.
        boolean standing = how == Outcome.CLIENT_CLOSED && recorded != null && recorded.outcome() == Outcome.WHOLE;
        outcome = standing ? Outcome.WHOLE : how;
        listeners.forEach(Runnable::run);
        if (how != Outcome.WHOLE && walk != null) {
            walk.cancel();
        }
        try {
            if (recorded == null || recorded.outcome() != outcome || hasPassedMore(recorded)) {
                record(outcome, why);
            }
        } finally {
            // Whatever goes wrong with the row, nothing stays held.
            account.close(recorded);
            passOn();
            engine.metrics().callEnded();
            releases.forEach(Runnable::run);
        }
        CallRow row = recorded;
        if (row == null) {
            engine.metrics().refused(status);
        } else {
            Estimates.complete(this, row);
        }
    }

    /** Whether bytes followed the terminal event, at which the row was written: they may have told more usage. */
    private boolean hasPassedMore(CallRow row) {
        return metered != null && metered.passed() != row.responseSize();
    }

    /** Puts a better-known row in the place of the one on record. */
    void amend(CallRow row) {
        engine.log().append(kept(row));
        account.follow(row);
        passOn();
        engine.metrics().ended(row);
    }

    /** Whoever waits for what this call gave back need not wait for a look at the clock. */
    private void passOn() {
        WaitRoom room = engine.ledger().room();
        if (!room.isEmpty()) {
            room.freed(account.buckets());
        }
    }

    /** A call that is not logged still counts. */
    private CallRow kept(CallRow row) {
        boolean logs = gateway != null && options != null && options.logs(gateway);
        return logs ? row : row.bare();
    }
}
