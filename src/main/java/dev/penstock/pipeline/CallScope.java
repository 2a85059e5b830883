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
import dev.penstock.route.DynamicRoute;
import dev.penstock.stream.Hub;
import dev.penstock.stream.HubReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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

    /** The latest body of OpenAI's shape that was read, so that each is read once. */
    @Nullable
    CompatBody compat;

    /** All that may be sent, each in its place; a limit may put a cheaper one there. */
    List<Step> steps = List.of();

    /** What the call has taken of its gateway's limits. */
    final CallAccount account;

    /** What the elements of its route that it has passed count it in. */
    final RouteQuotas quotas = new RouteQuotas();

    /** The route it takes; null where it names its provider itself. */
    @Nullable
    DynamicRoute route;

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

    /** Where the answer goes. */
    Outlet outlet;

    /** Where it goes instead, if others may read it, too. */
    @Nullable
    HubOutlet lead;

    /** What of it goes to a cache; with {@link #lead}. */
    private @Nullable CacheUse use;

    /** What was decided on its way that the row would not tell anyway. */
    final Decisions decisions;

    /** How the cache stood to the call. */
    final CacheCourse cached = new CacheCourse();

    /** How its client can take the answer up again. */
    final ResumeCourse resume;

    /** What stands of it in the log. */
    final CallRecord onRecord;

    /** Its own client waits no longer; others may. */
    boolean clientGone;

    Headers back = Headers.EMPTY;
    int status;
    boolean streaming;

    /** Whether its provider told where the answer ends. */
    boolean framed;

    /** What listens to the upstream, each as its end: first of all it stops, so that cancelling is not heard as a break. */
    private final List<Runnable> listeners = new ArrayList<>(1);

    /** What must happen when the call ends, in order: releases only, nothing that waits. */
    private final List<Runnable> releases = new ArrayList<>(3);

    private @Nullable CallMetadata metadata;
    private Optional<String> metadataRead = Optional.empty();
    private @Nullable Outcome outcome;
    private long seed;
    private Optional<Failure> broke = Optional.empty();

    CallScope(Engine engine, Snapshot snapshot, Client client) {
        this.engine = engine;
        this.snapshot = snapshot;
        this.client = client;
        this.id = engine.ids().next();
        this.createdAt = engine.clock().millis();
        this.account = new CallAccount(engine.ledger().counters());
        this.resume = new ResumeCourse(this);
        this.onRecord = new CallRecord(this);
        this.outlet = client;
        this.decisions = new Decisions(engine.nanos(), client.arrivedNanos());
        client.whenGone(this::left);
    }

    /** From now on others may join in waiting for the answer; not for that of the target asked before. */
    void lead(Flight flight, @Nullable CacheUse how) {
        unshare();
        use = how;
        lead = new HubOutlet(this, flight);
        if (clientGone) {
            lead.clientLeft();
        }
    }

    /** Reads a hub for this call's client. */
    HubReader reader(Hub hub, boolean paced) {
        return new HubReader(
                engine.vertx(),
                engine.nanos(),
                hub,
                snapshot.bounds().patience().writeStall(),
                paced);
    }

    /** What is known of the call that brings the answer, this one or another. */
    Supplier<Flight.Brought> brought() {
        return lead == null ? cached.brought() : lead.flight()::brought;
    }

    /** How the answer is kept; empty where it is not. */
    Optional<CacheUse> kept() {
        return Optional.ofNullable(use);
    }

    /** The answer that is about to come is what a provider told this attempt: it goes to nobody who waits for another's. */
    void answeredBy(Attempt attempt) {
        served = attempt;
        cached.missed();
        boolean isOurs = lead != null && attempt.call() instanceof CachedCall cached && cached.leads(lead.flight());
        if (!isOurs) {
            unshare();
        }
    }

    /** From now on nobody else reads the answer, and it is not kept. */
    void unshare() {
        if (lead != null) {
            lead.flight().fail(new Failure.Cancelled("it was sent elsewhere"), Hub.Again.ALWAYS);
            lead = null;
            use = null;
        }
    }

    /** What its provider brought is no answer, and another one stands in; those who share it hear of the failure. */
    void replaced(Failure failure) {
        if (lead != null) {
            lead.flight().fail(Optional.of(failure));
            lead = null;
            use = null;
        }
        Attempt latest = latest();
        cached.standsInFor(latest == null ? 0 : latest.index(), failure);
        served = null;
    }

    /** The attempt that serves the call, or the latest to have ended; null where there is none. */
    @Nullable
    Attempt latest() {
        if (served != null) {
            return served;
        }
        return walk == null || walk.attempts().isEmpty()
                ? null
                : walk.attempts().getLast();
    }

    boolean isServed(Attempt attempt) {
        return served != null && served.index() == attempt.index();
    }

    boolean isLatest(Attempt attempt) {
        Attempt latest = latest();
        return latest != null && latest.index() == attempt.index();
    }

    /** Where what is served, stands in or was tried last stands among the steps. */
    int place() {
        Optional<Integer> stale = served == null ? cached.staleStep() : Optional.empty();
        Attempt latest = latest();
        return stale.orElse(latest == null ? 0 : latest.step());
    }

    Optional<Step> step(int place) {
        return place < steps.size() ? Optional.of(steps.get(place)) : Optional.empty();
    }

    /** Its client has gone. The call goes on only for the sake of others. */
    void left() {
        if (clientGone) {
            return;
        }
        clientGone = true;
        HubOutlet sharing = lead;
        if (sharing == null || sharing.flight().isOver()) {
            onRecord.leftBehind(sharing);
            end(Outcome.CLIENT_CLOSED, Optional.empty());
        } else {
            sharing.clientLeft();
        }
        resume.clientLeft();
    }

    /** Nobody waits any more. */
    void deserted() {
        end(Outcome.CLIENT_CLOSED, Optional.empty());
    }

    boolean ended() {
        return outcome != null;
    }

    /** Makes chance come out as it did for another call. */
    void seeded(long other) {
        seed = other;
    }

    /** What an answer broke off with, once the call has ended. */
    Optional<Failure> broke() {
        return broke;
    }

    /** What chance is made from, for this call: its id ends in random bits, and stands on its row. */
    long seed() {
        if (seed == 0) {
            seed = Long.parseUnsignedLong(id, id.length() - 12, id.length(), 16) | 1L << 48;
        }
        return seed;
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
        CallRow row = onRecord.row();
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
        if (how == Outcome.REFUSED) {
            // Who may not ask is not told what others have asked.
            cached.near(List.of());
        }
        end(how, why);
        if (clientGone) {
            return;
        }
        client.refuse(refusal, AnswerHead.refused(this));
    }

    /** Ends the call, once. */
    void end(Outcome how, Optional<Failure> why) {
        if (ended()) {
            return;
        }
        Outcome seen = how == Outcome.WHOLE && clientGone ? Outcome.CLIENT_CLOSED : how;
        // A client that leaves after the terminal event has its answer: the row that says so stands.
        boolean standing = seen == Outcome.CLIENT_CLOSED && onRecord.isAs(Outcome.WHOLE);
        outcome = standing ? Outcome.WHOLE : seen;
        broke = how == Outcome.BROKEN ? why : Optional.empty();
        listeners.forEach(Runnable::run);
        if (how != Outcome.WHOLE && walk != null) {
            walk.cancel();
        }
        try {
            if (!onRecord.isAs(outcome) || onRecord.hasPassedMore()) {
                onRecord.put(outcome, why);
            }
        } finally {
            // Whatever goes wrong with the row, nothing stays held.
            account.close(onRecord.row());
            passOn();
            engine.metrics().callEnded();
            releases.forEach(Runnable::run);
            if (lead != null) {
                lead.callEnded(how, why);
            }
        }
        CallRow row = onRecord.row();
        if (row == null) {
            engine.metrics().refused(status);
        } else {
            Estimates.complete(this, row);
        }
    }

    /** Whoever waits for what this call gave back need not wait for a look at the clock. */
    void passOn() {
        WaitRoom room = engine.ledger().room();
        if (!room.isEmpty()) {
            room.freed(account.buckets());
        }
    }
}
