package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.identity.Admitted;
import dev.penstock.json.Shown;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.OpenAiCall;
import dev.penstock.provider.OpenAiPaths;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes the step of a compat call: of OpenAI's shape for any provider that takes calls of that shape itself. The model's
 * name and the place of the key are a provider's own; nothing else changes.
 */
final class CompatPlan {
    private static final String VERSION = "v1/";

    private CompatPlan() {}

    /** What a call to the compat entry asks for; the models of a route count from 0. */
    static Asking asking(CallScope scope, Address address, Wish outer, CallOptions options) {
        return asking(scope, address, OptionalInt.empty(), outer, options);
    }

    /** What a step of a universal call asks for by the compat entry. */
    static Asking asking(CallScope scope, Address address, int index, Wish outer, CallOptions options) {
        return asking(scope, address, OptionalInt.of(index), outer, options);
    }

    private static Asking asking(CallScope scope, Address address, OptionalInt index, Wish outer, CallOptions options) {
        OpenAiCall call = call(outer);
        CompatBody body = CompatBody.of(scope, outer);
        CompatName name = CompatName.of(body.named());
        if (name.isRoute()) {
            return new Asking.Routed(index, Ways.named(scope, address, name.model()), outer, options);
        }
        return new Asking.Plain(draft(scope, address, index.orElse(0), call, outer, body, name, options)
                .step());
    }

    /**
     * What it takes for a provider and a model that somebody else than the body names.
     *
     * @param outer the client's request; its path stands below compat
     * @param keyAlias the stored key that is to serve it, in place of the one that the call names
     */
    static CompatDraft draft(
            CallScope scope,
            Address address,
            int index,
            Wish outer,
            String provider,
            String model,
            CallOptions options,
            Optional<String> keyAlias) {
        CallOptions own = keyAlias.map(options::withAlias).orElse(options);
        CompatBody body = CompatBody.of(scope, outer);
        return draft(scope, address, index, call(outer), outer, body, new CompatName(provider, model), own);
    }

    private static CompatDraft draft(
            CallScope scope,
            Address address,
            int index,
            OpenAiCall call,
            Wish outer,
            CompatBody body,
            CompatName name,
            CallOptions options) {
        Seat seat = scope.snapshot
                .seat(address.scope().account(), name.provider())
                .orElseThrow(() -> Refusal.of(400, Codes.INVALID_PROVIDER, "Invalid provider")
                        .thrown());
        OpenAiPaths paths = seat.provider().openAi();
        String path = paths.path(call).orElseThrow(() -> noPlace(seat, call).thrown());
        Headers headers = headers(outer, seat);
        Wish keyed =
                new Wish(outer.method(), "", outer.query(), headers, outer.body(), outer.admitted(), Optional.of(call));
        KeyChoice key = Planner.precedence(scope, address).choose(seat, keyed, options);
        CompatParts parts = CompatParts.of(seat, paths, name.model(), key);
        return new CompatDraft(
                scope, address, index, seat, keyed.at(parts.fill(path)), body, parts.model(), options, key);
    }

    /** What is asked, or why nothing is. */
    static OpenAiCall call(Wish outer) {
        String rest = outer.rest().startsWith(VERSION) ? outer.rest().substring(VERSION.length()) : outer.rest();
        OpenAiCall call = OpenAiCall.at(rest)
                .orElseThrow(() -> Refusal.of(
                                404,
                                Codes.NO_SUCH_PATH,
                                "No such path below compat; there are chat/completions, completions, embeddings,"
                                        + " responses and models")
                        .thrown());
        if (!outer.method().equals("POST")) {
            throw Refusal.of(405, Codes.MALFORMED, "compat/" + rest + " takes POST, this is " + outer.method())
                    .thrown();
        }
        return call;
    }

    /** A packed body goes out unpacked. */
    private static Headers headers(Wish outer, Seat seat) {
        Headers headers = moved(outer.headers(), outer.admitted(), seat);
        return CompatBody.isPacked(outer)
                ? headers.without(name -> name.equalsIgnoreCase("content-encoding"))
                : headers;
    }

    /** The key goes from where OpenAI's clients put it to where the provider takes it, unless there is one already. */
    static Headers moved(Headers headers, Admitted admitted, Seat seat) {
        AuthSlot slot = seat.provider().openAi().slot();
        String usual = AuthSlot.BEARER.name();
        Optional<String> brought = slot.name().equals(usual) || admitted.isOurs(usual)
                ? Optional.empty()
                : AuthSlot.BEARER.read(headers).filter(key -> !key.isEmpty() && !isAccessToken(seat, key));
        if (brought.isEmpty()) {
            return headers;
        }
        Headers.Builder moved = Headers.builder();
        headers.without(name -> name.equalsIgnoreCase(usual)).forEach(moved::add);
        if (!headers.has(slot.name())) {
            moved.add(slot.name(), slot.value(brought.get()));
        }
        return moved.build();
    }

    /** A token that says itself whose it is (RFC 7519) is no key: it stays a bearer token where the provider takes those. */
    private static boolean isAccessToken(Seat seat, String credential) {
        boolean isToken = credential.startsWith("eyJ")
                && credential.chars().filter(c -> c == '.').count() == 2;
        return isToken && seat.provider().authSlots().contains(AuthSlot.BEARER);
    }

    private static Refusal noPlace(Seat seat, OpenAiCall call) {
        return Refusal.of(
                400,
                Codes.INVALID_PROVIDER,
                seat.provider().slug() + " takes no call in the shape of OpenAI's " + call.path()
                        + ", and this gateway does not translate it; call it natively, below …/"
                        + seat.provider().slug() + "/");
    }

    /** 404 as Cloudflare has it for a route that is not on the gateway. */
    static Refusal noRoute(String name) {
        return Refusal.of(
                404,
                Codes.NO_SUCH_PATH,
                "This gateway has no dynamic route called '" + Shown.oneLine(name)
                        + "' that can be called here; make and deploy one, or name a provider as {provider}/{model}");
    }
}
