package dev.penstock.pipeline;

import dev.penstock.cache.CacheKeys;
import dev.penstock.cache.CacheWish;
import dev.penstock.cache.Explanation;
import dev.penstock.cache.Explanation.Outcome;
import dev.penstock.cache.Near;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Headers;
import dev.penstock.call.Principal;
import dev.penstock.call.Refusal;
import dev.penstock.identity.Admitted;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the decisions on a call that is only described, as they would be made for a caller with a token of its
 * gateway. Nothing is sent, counted, kept or put on record.
 */
final class Rehearsal implements Client {
    /** How many kept answers are compared. */
    static final int COMPARED = 256;

    private final Described call;
    private @Nullable Outlook outlook;

    private Rehearsal(Described call) {
        this.call = call;
    }

    /** What the cache makes of it. Fails with CallRefused where it would not come so far. */
    static Future<Explanation> cache(Engine engine, Snapshot snapshot, Described call) {
        Rehearsal rehearsal = new Rehearsal(call);
        try {
            CallScope scope = new CallScope(engine, snapshot, rehearsal);
            return cache(scope, rehearsal.steps(scope).getFirst());
        } catch (CallRefused refused) {
            return Future.failedFuture(refused);
        }
    }

    /** What would become of it. */
    static Future<Forecast> forecast(Engine engine, Snapshot snapshot, Described call) {
        Rehearsal rehearsal = new Rehearsal(call);
        return new Forecasting(new CallScope(engine, snapshot, rehearsal), rehearsal).forecast();
    }

    Address address() {
        return new Address(call.scope(), call.provider(), call.path());
    }

    /** Who calls: somebody with a token of the gateway. */
    Admitted caller() {
        String token = call.token().orElse("explain");
        return new Admitted(new Principal.TokenHolder(token, Optional.empty()), Set.of(), false);
    }

    /** What would be sent, in order, as a call's own stages make it. */
    List<Step> steps(CallScope scope) {
        Address address = address();
        Optional<String> slug = address.provider().filter(name -> !Address.isCompat(name));
        if (slug.isPresent()
                && scope.snapshot.seat(call.scope().account(), slug.get()).isEmpty()) {
            throw Refusal.of(400, Codes.INVALID_PROVIDER, "Invalid provider").thrown();
        }
        scope.address = address;
        scope.gateway = scope.snapshot.gateways().settings(call.scope());
        scope.principal = caller().principal();
        scope.options = CallOptions.of(call.headers());
        call.seed().ifPresent(scope::seeded);
        outlook = Outlook.of(scope, address, Planner.wish(this, address, caller(), call.body()));
        return scope.steps;
    }

    /** The elements of a route that it would pass. */
    List<Forecast.Passed> passed() {
        return outlook == null ? List.of() : outlook.passed();
    }

    /** The targets in the order in which they would be tried, each with why it stands there. */
    List<Forecasting.Planned> targets(CallScope scope) {
        steps(scope);
        return Objects.requireNonNull(outlook).targets();
    }

    /** What the cache makes of one step. */
    static Future<Explanation> cache(CallScope scope, Step step) {
        return switch (step.caching()) {
            case CacheWish.Off off -> Future.succeededFuture(Explanation.of(Outcome.OFF, off.reason()));
            case CacheWish.Malformed malformed -> throw new IllegalStateException("refused where steps are made");
            case CacheWish.On wish -> cache(scope, step, wish);
        };
    }

    private static Future<Explanation> cache(CallScope scope, Step step, CacheWish.On wish) {
        Optional<String> obstacle = CacheUse.obstacle(
                        step,
                        Objects.requireNonNull(scope.gateway).caching(),
                        wish.customKey().isPresent())
                .or(() -> wish.customKey().isPresent()
                        ? Optional.empty()
                        : CacheKeys.obstacle(CacheUse.ask(scope, step)));
        Optional<CacheUse> use = obstacle.isPresent() ? Optional.empty() : CacheUse.of(scope, step, wish);
        if (use.isEmpty()) {
            return Future.succeededFuture(
                    Explanation.of(Outcome.OFF, obstacle.orElse("its body is no JSON object that can be compared")));
        }
        CacheUse known = use.get();
        Near near = new Near(Objects.requireNonNull(scope.address).scope(), step.provider(), known.endpoint());
        return scope.engine
                .sharing()
                .replies()
                .find(known.key())
                .compose(found -> scope.engine
                        .sharing()
                        .replies()
                        .near(near, COMPARED)
                        .map(prints -> {
                            long now = scope.engine.clock().millis();
                            Outcome outcome = outcome(known, found, now);
                            return Explanation.of(
                                    outcome,
                                    CacheCourse.reason(outcome),
                                    known.asked(),
                                    Explanation.nearest(known.asked().fingerprint(), prints, true, now));
                        }));
    }

    private static Outcome outcome(CacheUse use, Optional<StoredReply> found, long now) {
        if (use.wish().skips()) {
            return Outcome.SKIPPED;
        }
        return found.map(reply -> reply.isFresh(now) ? Outcome.HIT : Outcome.STALE)
                .orElse(Outcome.MISS);
    }

    @Override
    public String method() {
        return call.method();
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String query() {
        return call.query().orElse("");
    }

    @Override
    public Headers headers() {
        return call.headers();
    }

    @Override
    public long arrivedNanos() {
        return 0;
    }

    @Override
    public Future<Buffer> body() {
        return Future.succeededFuture(Buffer.buffer(call.body()));
    }

    @Override
    public void whenGone(Runnable gone) {}

    @Override
    public void begin(int status, Headers headers, long lengthOrMinusOne) {}

    @Override
    public WriteStream<Buffer> out() {
        throw new IllegalStateException("Nothing is answered to a call that is not made");
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end(Buffer body) {
        return end();
    }

    @Override
    public void breakOff() {}

    @Override
    public void abandon() {}

    @Override
    public void refuse(Refusal refusal, Headers headers) {}
}
