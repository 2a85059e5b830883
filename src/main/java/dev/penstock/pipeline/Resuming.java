package dev.penstock.pipeline;

import dev.penstock.cache.CacheCredential;
import dev.penstock.call.Codes;
import dev.penstock.call.Headers;
import dev.penstock.call.Outcome;
import dev.penstock.call.Principal;
import dev.penstock.call.Refusal;
import dev.penstock.identity.Admitted;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.stream.Hub;
import dev.penstock.stream.HubReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes up a stream its client has lost: whole events from the one after the last it had, then on as they come. No provider
 * is asked, nothing is charged. Whoever may not have it is told what everybody is told who asks for one that is not there.
 */
final class Resuming {
    private static final String NOT_FOUND = "{\"error\":\"Request not found\"}";

    private Resuming() {}

    static Future<Delivery.End> of(CallScope scope, Admitted admitted, String id) {
        Optional<Runs.Run> found = scope.engine.sharing().runs().find(id).filter(run -> isHolder(scope, admitted, run));
        if (found.isEmpty() || !scope.client.method().equals("GET")) {
            return notFound(scope);
        }
        // Before a seat is taken: it may be refused for what it says.
        long had = had(scope);
        return found.get().hub.join() ? read(scope, found.get(), had) : notFound(scope);
    }

    private static Future<Delivery.End> read(CallScope scope, Runs.Run run, long had) {
        HubReader reader = scope.reader(run.hub, false);
        scope.cached.resumed(run.brought);
        scope.resume.numbering(run, had);
        scope.listening(reader::stop);
        Promise<Delivery.End> end = Promise.promise();
        boolean begins = reader.listen(new HubReader.Listener() {
            @Override
            public void opened(Hub.Opened head) {
                new SharedDelivery(scope, reader, head, Objects.requireNonNull(scope.options))
                        .run()
                        .onComplete(end);
            }

            @Override
            public void failed(Hub.End.Failed failed) {
                notFound(scope).onComplete(end);
            }
        });
        if (!begins) {
            run.hub.leave();
            return notFound(scope);
        }
        return end.future();
    }

    /** A call by the compat entry has shown its key where OpenAI's clients do, and so does who takes its stream up. */
    private static boolean isHolder(CallScope scope, Admitted admitted, Runs.Run run) {
        Optional<Seat> seat = scope.snapshot.seat(
                run.holder.scope().account(), run.brought.get().provider());
        Headers shown = scope.client.headers();
        return run.holder.equals(holder(scope, admitted, run, seat, shown))
                || seat.map(one -> CompatPlan.moved(shown, admitted, one))
                        .filter(moved -> !moved.equals(shown))
                        .map(moved -> run.holder.equals(holder(scope, admitted, run, seat, moved)))
                        .orElse(false);
    }

    /** What its call must have shown. */
    private static Runs.Holder holder(
            CallScope scope, Admitted admitted, Runs.Run run, Optional<Seat> seat, Headers shown) {
        boolean broughtKey = run.holder.credential().startsWith("brought:");
        String credential = broughtKey && seat.isPresent()
                ? CacheCredential.brought(CacheUse.shown(seat.get(), shown, scope.client.query(), admitted))
                : run.holder.credential();
        return new Runs.Holder(
                Objects.requireNonNull(scope.address).scope(),
                Optional.of(admitted.principal()).flatMap(Principal::tokenId),
                credential,
                seat.map(one -> ShownElsewhere.of(one, shown, admitted)).orElse(run.holder.elsewhere()));
    }

    /** Keeps a stream so that its client can take it up again. */
    static Optional<Runs.Run> keep(CallScope scope, Hub hub) {
        Optional<Step> served = scope.step(scope.place());
        if (served.isEmpty()) {
            return Optional.empty();
        }
        Step step = served.get();
        Runs.Holder holder = new Runs.Holder(
                Objects.requireNonNull(scope.address).scope(),
                Optional.ofNullable(scope.principal).flatMap(Principal::tokenId),
                CacheUse.credential(step),
                ShownElsewhere.of(
                        step.seat(), step.wish().headers(), step.wish().admitted()));
        return scope.engine
                .sharing()
                .runs()
                .keep(
                        scope.engine.vertx(),
                        holder,
                        hub,
                        scope.brought(),
                        scope.snapshot.bounds().resumable(),
                        scope.cached.holding(scope.engine.sharing().uses()));
    }

    /** How many events its client says it had: by the query, or as browsers' event sources say it. */
    private static long had(CallScope scope) {
        Optional<String> said = Optional.empty();
        for (String pair : scope.client.query().split("&", -1)) {
            if (pair.startsWith("from=")) {
                said = Optional.of(pair.substring("from=".length()));
            }
        }
        String had = said.or(() -> scope.client.headers().first("last-event-id"))
                .map(String::strip)
                .orElse("0");
        if (!had.matches("[0-9]{1,15}")) {
            throw Planner.malformed("'from' (or Last-Event-ID) must be the number of events that were received");
        }
        return Long.parseLong(had);
    }

    private static Future<Delivery.End> notFound(CallScope scope) {
        scope.refuse(
                Refusal.of(404, Codes.NO_SUCH_PATH, "Request not found").body(NOT_FOUND),
                Outcome.REFUSED,
                Optional.empty());
        return Future.failedFuture("refused");
    }
}
