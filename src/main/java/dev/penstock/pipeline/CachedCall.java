package dev.penstock.pipeline;

import dev.penstock.cache.CacheWish;
import dev.penstock.cache.Near;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Failure;
import dev.penstock.call.Outcome;
import dev.penstock.call.Refusal;
import dev.penstock.stream.Hub;
import dev.penstock.stream.HubReader;
import dev.penstock.upstream.Answering;
import dev.penstock.upstream.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A way to an answer that may be there already: it is looked for among those that are kept, then among the calls that are
 * under way, and only then a provider is asked, for all who come to ask the same meanwhile.
 */
final class CachedCall implements Answering {
    /** A call that saw so many leaders refused for their own sake goes alone. */
    private static final int MOST_REFUSED = 3;

    private final CallScope scope;
    private final Try tried;
    private final Optional<CacheWish.On> wish;
    private final Supplier<Answering> provider;
    private final OwnLoop loop;
    private final Promise<Reply> reply = Promise.promise();
    private @Nullable CacheUse use;
    private @Nullable StoredReply hit;
    private @Nullable Flight led;
    private @Nullable Answering upstream;
    private @Nullable Flight joined;
    private @Nullable HubReader reader;
    private @Nullable Supplier<Future<Delivery.End>> shared;
    private int generation;
    private int refused;
    private boolean cancelled;

    /**
     * @param wish empty where the answer is only shared with its own client, when that comes back for it
     * @param provider asks the provider; past the limits, with its credential
     */
    CachedCall(CallScope scope, Try tried, Optional<CacheWish.On> wish, Supplier<Answering> provider) {
        this.scope = scope;
        this.tried = tried;
        this.wish = wish;
        this.provider = provider;
        this.loop = new OwnLoop(scope.engine.vertx().getOrCreateContext());
    }

    Answering begin() {
        if (wish.isEmpty()) {
            lead(false);
            return this;
        }
        Step step = step();
        CacheWish.On wished = wish.get();
        if (CacheUse.takesLong(step)) {
            Promise<Optional<CacheUse>> reckoned = Promise.promise();
            scope.engine.sharing().apart().execute(() -> reckoned.complete(CacheUse.of(scope, step, wished)));
            loop.then(reckoned.future(), this::reckoned);
        } else {
            reckoned(CacheUse.of(scope, step, wished));
        }
        return this;
    }

    @Override
    public Future<Reply> reply() {
        return reply.future();
    }

    /** Whether it was to be answered by a provider itself, not from what was there or under way. */
    boolean hasAsked() {
        return upstream != null;
    }

    /** Whether it is its answer that those in a flight wait for. */
    boolean leads(Flight flight) {
        return led == flight;
    }

    @Override
    public boolean hasLeft() {
        return upstream != null && upstream.hasLeft();
    }

    @Override
    public boolean hasBegun() {
        return upstream != null && upstream.hasBegun();
    }

    @Override
    public boolean keepsTime() {
        return upstream != null && upstream.keepsTime();
    }

    @Override
    public boolean isBroken() {
        return upstream != null && upstream.isBroken();
    }

    @Override
    public void cancel() {
        if (cancelled) {
            return;
        }
        cancelled = true;
        if (upstream != null) {
            upstream.cancel();
        } else if (reader != null) {
            reader.stop();
        } else if (joined != null) {
            joined.hub.leave();
        }
        reply.tryComplete(new Reply.NotAnswered(new Failure.Cancelled("call ended before an answer")));
    }

    /** Delivers what another call brings or brought; after a reply that says so. */
    Future<Delivery.End> deliver() {
        // Another target may have been tried since.
        Flight flight = joined;
        if (flight != null) {
            scope.cached.joined(flight::brought);
        } else if (hit != null) {
            scope.cached.hit(hit);
        }
        return Objects.requireNonNull(shared).get();
    }

    private void reckoned(Optional<CacheUse> reckoned) {
        if (cancelled) {
            return;
        }
        if (reckoned.isEmpty()) {
            scope.cached.off("its body is no JSON object that can be compared");
            lead(false);
            return;
        }
        CacheUse known = reckoned.get();
        use = known;
        scope.cached.applies(known);
        if (known.wish().explains()) {
            loop.then(scope.engine.sharing().replies().near(near(known), Rehearsal.COMPARED), prints -> {
                scope.cached.near(prints);
                look(known);
            });
        } else {
            look(known);
        }
    }

    private Near near(CacheUse known) {
        return new Near(Objects.requireNonNull(scope.address).scope(), step().provider(), known.endpoint());
    }

    private void look(CacheUse known) {
        if (cancelled) {
            return;
        }
        if (known.wish().skips()) {
            lead(false);
        } else {
            search(known);
        }
    }

    private void search(CacheUse known) {
        KeptSearch search = new KeptSearch(scope, step(), known, loop);
        search.run(() -> cancelled, stale -> scope.cached.stale(tried.place(), stale), found -> {
            if (found.isPresent()) {
                kept(found.get());
            } else {
                share();
            }
        });
    }

    /** What is kept is given, past the same policies and limits as what would be fetched. */
    private void kept(StoredReply stored) {
        CacheUse known = Objects.requireNonNull(use);
        if (!scope.engine.sharing().uses().begin(stored)) {
            share();
            return;
        }
        scope.release(() -> scope.engine.sharing().uses().end(stored));
        admitted(known.caching().beforePolicies(), () -> {
            hit = stored;
            scope.cached.hit(stored);
            if (KeptDelivery.suits(stored)) {
                shared = () -> KeptDelivery.run(scope, stored, step().options());
                reply.tryComplete(new Reply.Shared(200));
                return;
            }
            HubReader reading = Kept.reader(scope, stored, known.caching());
            reader = reading;
            listen(reading);
        });
    }

    /** Joins an identical call under way, or leads one that others may join. */
    private void share() {
        CacheUse known = Objects.requireNonNull(use);
        if (!known.caching().coalesces() || refused >= MOST_REFUSED) {
            lead(false);
            return;
        }
        Flight fresh = flight(true);
        Flight flight = scope.engine.sharing().flights().joinOrLead(known.key(), () -> fresh);
        if (flight == fresh) {
            look(fresh);
        } else {
            joined = flight;
            admitted(false, () -> follow(flight));
        }
    }

    /** The flight before this one may have ended, and left its answer, since this call looked for one. */
    private void look(Flight flight) {
        loop.then(scope.engine.sharing().replies().find(Objects.requireNonNull(flight.key)), again -> {
            boolean isThere = again.isPresent()
                    && again.get().isFresh(scope.engine.clock().millis());
            if (cancelled || isThere) {
                flight.fail(new Failure.Cancelled("its answer was there already"), Hub.Again.ALWAYS);
            }
            if (!cancelled && isThere) {
                kept(again.get());
            } else if (!cancelled) {
                take(flight);
            }
        });
    }

    private void follow(Flight flight) {
        HubReader reading = scope.reader(flight.hub, false);
        reader = reading;
        scope.cached.joined(flight::brought);
        listen(reading);
    }

    private void listen(HubReader reading) {
        boolean begins = reading.listen(new HubReader.Listener() {
            @Override
            public void opened(Hub.Opened head) {
                shared = new SharedDelivery(scope, reading, head, step().options())::run;
                reply.tryComplete(new Reply.Shared(head.status()));
            }

            @Override
            public void failed(Hub.End.Failed end) {
                reader = null;
                joined = null;
                again(end);
            }
        });
        if (!begins) {
            // It grew too large to be shared while this one was let in.
            reader = null;
            leave();
            share();
        }
    }

    private void leave() {
        Flight flight = joined;
        if (flight != null) {
            joined = null;
            flight.hub.leave();
        }
    }

    /** The call it waited for brought nothing. */
    private void again(Hub.End.Failed end) {
        if (cancelled) {
            return;
        }
        switch (end.again()) {
            case NEVER -> reply.tryComplete(new Reply.NotAnswered(end.failure()));
            case ONCE -> {
                generation++;
                if (generation > 1) {
                    reply.tryComplete(new Reply.NotAnswered(end.failure()));
                } else {
                    // It may have been answered, and kept, by another one meanwhile.
                    search(Objects.requireNonNull(use));
                }
            }
            case ALWAYS -> {
                refused++;
                search(Objects.requireNonNull(use));
            }
        }
    }

    private void lead(boolean joinable) {
        take(flight(joinable));
    }

    private Flight flight(boolean joinable) {
        Hub hub = new Hub(
                scope.engine.nanos(),
                scope.engine.sharing().bytes(),
                scope.snapshot.bounds().keptAnswer());
        Step step = step();
        return new Flight(
                scope.engine.sharing().flights(),
                hub,
                joinable ? Objects.requireNonNull(use).key() : null,
                generation,
                new Flight.Brought(scope.id, step.provider(), step.model(), null, 0, 0, 0));
    }

    private void take(Flight flight) {
        led = flight;
        scope.lead(flight, use);
        scope.cached.missed();
        Answering asked = provider.get();
        upstream = asked;
        asked.reply().onSuccess(this::answered);
    }

    /** Those who wait hear of a failure at once; of an answer from the hub, when it begins. */
    private void answered(Reply came) {
        Flight flight = Objects.requireNonNull(led);
        switch (came) {
            case Reply.NotAnswered(Failure failure) -> failed(flight, failure);
            case Reply.Answered answered ->
                answered.failed()
                        .filter(failure -> !isTheirs(answered.status()))
                        .ifPresent(failure -> failed(flight, failure));
            case Reply.Shared shared -> {}
        }
        reply.tryComplete(came);
    }

    private void failed(Flight flight, Failure failure) {
        flight.fail(Optional.of(failure));
        if (scope.clientGone) {
            scope.end(Outcome.CLIENT_CLOSED, Optional.of(failure));
        }
    }

    /** Whether whoever asks the same is told the same; and whether this is the answer its own client gets. */
    private boolean isTheirs(int status) {
        boolean isLasting = status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
        // Each has an answer of its own to give instead: hearing of the failure is enough.
        boolean isReplaced = scope.cached.hasStandIn() && Delivery.isProvidersFault(status);
        return tried.last() && !isReplaced && (isLasting || generation > 0);
    }

    /** Past policies and the limits that count calls: what was answered before costs no tokens and no money. */
    private void admitted(boolean unasked, Runnable then) {
        if (unasked) {
            then.run();
            return;
        }
        Admission.reused(scope, tried).onComplete(admitted -> {
            if (cancelled) {
                return;
            }
            if (admitted.succeeded()) {
                then.run();
            } else {
                leave();
                reply.tryComplete(new Reply.NotAnswered(why(admitted.cause())));
            }
        });
    }

    private static Failure why(Throwable cause) {
        return cause instanceof CallRefused refused
                ? new Failure.OverLimit(refused.refusal())
                : new Failure.OverLimit(Refusal.of(500, Codes.OVERLOADED, "The gateway failed"));
    }

    private Step step() {
        return scope.steps.get(tried.place());
    }
}
