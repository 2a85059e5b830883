package dev.penstock.pipeline;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.call.Secret;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.Keyed;
import dev.penstock.provider.KeyedCall;
import dev.penstock.stream.Bytes;
import dev.penstock.upstream.Outgoing;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Puts a kept key onto a request at the moment it is sent, anew for each attempt. Here, and only here, it is opened. */
final class Authorising {
    private static final byte[] NO_BODY = {};

    private Authorising() {}

    /** The request with its credential; fails with CallRefused where none can be made. */
    static Future<Outgoing> of(Engine engine, Step step, KeyChoice.Kept kept) {
        try {
            return authorised(engine, step, kept);
        } catch (CallRefused refused) {
            return Future.failedFuture(refused);
        } catch (RuntimeException broken) {
            // Opening is a store's code, and its exceptions may quote what they choked on.
            return Future.failedFuture(cannotOpen().thrown());
        }
    }

    private static Future<Outgoing> authorised(Engine engine, Step step, KeyChoice.Kept kept) {
        KeyedCall call = call(step, kept);
        return switch (kept.seat().provider().keyUse()) {
            case KeyUse.InSlot(var slot) ->
                Future.succeededFuture(
                        with(step, Keyed.in(slot, kept.key().open().reveal(), call)));
            case KeyUse.PerCall(var keying) -> {
                Secret secret = kept.key().open();
                yield Future.succeededFuture(
                        with(step, keying.key(call, secret, engine.clock().instant())));
            }
            case KeyUse.Minted(var minting, var slot) ->
                engine.tokens()
                        .token(kept.key(), minting, kept.seat().authUrl())
                        .map(token -> with(step, Keyed.in(slot, token.reveal(), call)));
        };
    }

    private static KeyedCall call(Step step, KeyChoice.Kept kept) {
        Outgoing outgoing = step.outgoing();
        return new KeyedCall(
                outgoing.method(),
                outgoing.origin(),
                kept.rest(),
                step.route().path(),
                step.route().query().flatMap(query -> kept.seat().withoutKeys(query)),
                outgoing.headers(),
                outgoing.body().map(Bytes::array).orElse(NO_BODY));
    }

    private static Outgoing with(Step step, Keyed keyed) {
        Outgoing bare = step.outgoing();
        Headers.Builder headers = Headers.builder();
        bare.headers().forEach((name, value) -> {
            // A signature's time and hash are ours to say, whatever the caller's client said.
            if (!keyed.added().has(name)) {
                headers.add(name, value);
            }
        });
        keyed.added().forEach(headers::add);
        Optional<Buffer> body = bare.body();
        return new Outgoing(bare.origin(), bare.method(), keyed.target(), headers.build(), body, bare.guard());
    }

    static Refusal cannotOpen() {
        return Refusal.of(
                502, Codes.NO_CREDENTIAL, "The stored key cannot be opened; store it anew, or see the gateway's log");
    }
}
