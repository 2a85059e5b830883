package dev.penstock.pipeline;

import dev.penstock.cache.CacheWish;
import dev.penstock.call.Caching;
import dev.penstock.call.Codes;
import dev.penstock.call.Dialect;
import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.call.Route;
import dev.penstock.call.Routing;
import dev.penstock.call.UsageRules.StreamUsage;
import dev.penstock.dialect.AskReader;
import dev.penstock.dialect.Asked;
import dev.penstock.dialect.Splices;
import dev.penstock.identity.Admitted;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.CustomHeaders;
import dev.penstock.provider.OpenAiCall;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.stream.Bytes;
import dev.penstock.upstream.Outgoing;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes a call's steps: where each goes and exactly which bytes leave. Pure but for the call it reads. */
final class Planner {
    private Planner() {}

    /**
     * What one step is made from.
     *
     * @param compat the call of OpenAI's shape it was made of, where it came in by that entry
     */
    record Wish(
            String method,
            String rest,
            Optional<String> query,
            Headers headers,
            byte[] body,
            Admitted admitted,
            Optional<OpenAiCall> compat) {
        Wish(String method, String rest, Optional<String> query, Headers headers, byte[] body, Admitted admitted) {
            this(method, rest, query, headers, body, admitted, Optional.empty());
        }

        /** The same at another path. */
        Wish at(String other) {
            return new Wish(method, other, query, headers, body, admitted, compat);
        }
    }

    /** What a client asks for. */
    static Wish wish(Client client, Address address, Admitted admitted, byte[] body) {
        Optional<String> query = client.query().isEmpty() ? Optional.empty() : Optional.of(client.query());
        return new Wish(client.method(), address.rest(), query, client.headers(), body, admitted);
    }

    static List<Asking> plan(CallScope scope, Address address, Wish wish) {
        if (address.provider().isEmpty()) {
            return UniversalPlan.steps(scope, address, wish.body());
        }
        CallOptions options = CallOptions.of(wish.headers());
        if (address.isCompat()) {
            return List.of(CompatPlan.asking(scope, address, wish, options));
        }
        Seat seat = scope.snapshot
                .seat(address.scope().account(), address.provider().get())
                .orElseThrow();
        return List.of(new Asking.Plain(step(scope, address, 0, seat, wish, options)));
    }

    static Step step(CallScope scope, Address address, int index, Seat seat, Wish wish, CallOptions options) {
        KeyChoice key = precedence(scope, address).choose(seat, wish, options);
        return step(scope, address, index, seat, wish, options, key);
    }

    /** With a key that was chosen before. */
    static Step step(
            CallScope scope, Address address, int index, Seat seat, Wish wish, CallOptions options, KeyChoice key) {
        Route route = route(address, seat, wish);
        boolean packed = wish.headers()
                .first("content-encoding")
                .filter(c -> !c.equalsIgnoreCase("identity"))
                .isPresent();
        Asked asked = asked(scope, route, wish, packed);
        boolean splices = !packed && wantsUsage(route, asked);
        byte[] out =
                splices ? asked.splice().map(s -> Splices.apply(wish.body(), s)).orElse(wish.body()) : wish.body();
        return new Step(
                index,
                seat.provider().slug(),
                route,
                outgoing(scope, seat, wish, route, key, out),
                asked,
                route.model().or(asked::model).orElse(""),
                splices,
                wish.body(),
                options,
                key,
                seat,
                wish,
                caching(scope, wish));
    }

    /** The same request with another key, or to another address of its provider; what it asks is not read again. */
    static Step equal(CallScope scope, Address address, Step first, Seat seat, Wish wish, KeyChoice key) {
        Route route = route(address, seat, wish);
        byte[] out = first.outgoing().body().map(Bytes::array).orElseGet(wish::body);
        return new Step(
                first.index(),
                first.provider(),
                route,
                outgoing(scope, seat, wish, route, key.at(seat), out),
                first.asked(),
                first.model(),
                first.stripsUsage(),
                first.body(),
                first.options(),
                key.at(seat),
                seat,
                wish,
                first.caching());
    }

    /** Where a request goes. */
    static Route route(Address address, Seat seat, Wish wish) {
        return seat.provider()
                .route(new ProviderRequest(
                        address.scope().account(),
                        wish.method(),
                        wish.rest(),
                        wish.query(),
                        wish.headers(),
                        seat.baseUrl(),
                        seat.overridden()));
    }

    private static CacheWish caching(CallScope scope, Wish wish) {
        Caching gateway = scope.gateway == null ? Caching.OFF : scope.gateway.caching();
        // A native call's own headers are the request's.
        Headers outer = wish.headers() == scope.client.headers() ? Headers.EMPTY : scope.client.headers();
        CacheWish said = CacheWish.of(wish.headers(), outer, gateway);
        if (said instanceof CacheWish.Malformed malformed) {
            throw malformed(malformed.message());
        }
        return said;
    }

    private static Outgoing outgoing(CallScope scope, Seat seat, Wish wish, Route route, KeyChoice key, byte[] bytes) {
        Headers passed = HeaderRules.out(wish.headers(), foreign(seat, wish.admitted(), key));
        return new Outgoing(
                route.origin(),
                wish.method(),
                route.target(),
                CustomHeaders.over(passed, seat.extra()),
                bytes.length == 0 && isBodyless(wish.method()) ? Optional.empty() : Optional.of(buffer(bytes)),
                seat.guarded() ? Optional.of(scope.snapshot.egress()) : Optional.empty());
    }

    /** A JSON body is read before it leaves, so that what we decide on is what the provider sees. */
    private static Asked asked(CallScope scope, Route route, Wish wish, boolean packed) {
        List<String> types = wish.headers().all("content-type");
        boolean saysJson =
                types.stream().anyMatch(type -> type.toLowerCase(Locale.ROOT).contains("json"));
        boolean takesJson = route.dialect() != Dialect.OPENAI_OTHER;
        if (wish.body().length == 0 || route.dialect() == Dialect.OPAQUE || !(saysJson || takesJson)) {
            return Asked.NOTHING;
        }
        byte[] body = packed ? PackedRequest.inspect(scope, wish) : wish.body();
        // Some providers read JSON whatever its type says, so the type alone does not hide a body from us.
        boolean reads = saysJson || types.isEmpty() || looksLikeJson(body);
        return reads ? AskReader.read(route.dialect(), body, 0, body.length) : Asked.NOTHING;
    }

    private static boolean looksLikeJson(byte[] body) {
        int at = 0;
        while (at < body.length && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r' || body[at] == '\n')) {
            at++;
        }
        return at < body.length && (body[at] == '{' || body[at] == '[' || body[at] == (byte) 0xef);
    }

    private static boolean wantsUsage(Route route, Asked asked) {
        boolean chat = route.dialect() == Dialect.OPENAI_CHAT || route.dialect() == Dialect.OPENAI_COMPLETIONS;
        return chat
                && asked.stream()
                && !asked.includeUsage().orElse(false)
                && asked.splice().isPresent()
                && route.rules().streamUsage() == StreamUsage.ON_REQUEST;
    }

    static Precedence precedence(CallScope scope, Address address) {
        boolean byokOnly = scope.gateway != null && scope.gateway.credentials().byokOnly();
        boolean anyKey = scope.gateway != null && scope.gateway.routing().keys() == Routing.Keys.ALL;
        return new Precedence(scope.snapshot, address.scope(), byokOnly, anyKey);
    }

    private static Set<String> foreign(Seat seat, Admitted admitted, KeyChoice key) {
        Set<String> removed = switch (key) {
            case KeyChoice.Brought brought -> seat.foreign();
            case KeyChoice.Nothing nothing -> seat.foreign();
            case KeyChoice.Kept kept -> seat.notBesideKey();
        };
        if (admitted.ownHeaders().isEmpty()) {
            return removed;
        }
        Set<String> both = new HashSet<>(removed);
        both.addAll(admitted.ownHeaders());
        return both;
    }

    private static boolean isBodyless(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("DELETE") || method.equals("OPTIONS");
    }

    private static Buffer buffer(byte[] bytes) {
        return Bytes.buffer(bytes, 0, bytes.length);
    }

    static RuntimeException malformed(String message) {
        return Refusal.of(400, Codes.MALFORMED, message).thrown();
    }
}
