package dev.penstock.pipeline;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Failure;
import dev.penstock.call.Refusal;
import dev.penstock.call.Secret;
import dev.penstock.call.StoredKey;
import dev.penstock.provider.AccessToken;
import dev.penstock.provider.BaseUrl;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.TokenRequest;
import dev.penstock.stream.Bytes;
import dev.penstock.upstream.Outgoing;
import dev.penstock.upstream.Reply;
import dev.penstock.upstream.Upstream;
import dev.penstock.upstream.UpstreamCall;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The access tokens bought with kept keys, until a minute before they end. Calls that need the same token at the same
 * time wait for one purchase, which goes on when some of them leave. A changed key has another version, so what was
 * bought with the old one is not used again. Belongs to one event loop.
 */
public final class AccessTokens {
    private static final int MOST = 1_000;
    private static final int MOST_BYTES = 64 * 1024;
    private static final Duration SPARE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Upstream upstream;
    private final InstantSource clock;

    /** Touched by the event loop only; the one not asked for the longest leaves first. */
    private final Map<Bought, Future<AccessToken>> tokens = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bought, Future<AccessToken>> eldest) {
            return size() > MOST;
        }
    };

    public AccessTokens(Vertx vertx, Upstream upstream, InstantSource clock) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.clock = clock;
    }

    private record Bought(String key, long version, Optional<String> url) {}

    /**
     * A token that is good for a minute at least; fails with CallRefused.
     *
     * @param url the operator's address of the token service, where it is not the service's own
     */
    Future<Secret> token(StoredKey key, KeyUse.Minting minting, Optional<String> url) {
        Bought name = new Bought(key.id(), key.version(), url);
        Future<AccessToken> known = tokens.get(name);
        if (known != null && isGood(known)) {
            return known.map(AccessToken::token);
        }
        Future<AccessToken> fresh = bought(key, minting, url);
        tokens.put(name, fresh);
        fresh.onFailure(cause -> tokens.remove(name, fresh));
        return fresh.map(AccessToken::token);
    }

    private boolean isGood(Future<AccessToken> known) {
        return !known.isComplete()
                || (known.succeeded()
                        && clock.instant().isBefore(known.result().end().minus(SPARE)));
    }

    private Future<AccessToken> bought(StoredKey key, KeyUse.Minting minting, Optional<String> url) {
        return asked(key, minting)
                .compose(request -> sent(request, url.orElse(request.url())))
                .map(answer -> minting.read(answer.status, Bytes.array(answer.body), clock.instant()));
    }

    /** An RSA signature takes about a millisecond, for which no event loop may stand still. */
    private Future<TokenRequest> asked(StoredKey key, KeyUse.Minting minting) {
        Context loop = vertx.getOrCreateContext();
        Promise<TokenRequest> request = Promise.promise();
        Thread.ofVirtual().name("minting").start(() -> {
            try {
                TokenRequest made = minting.ask(opened(key), clock.instant());
                loop.runOnContext(back -> request.complete(made));
            } catch (RuntimeException refused) {
                loop.runOnContext(back -> request.fail(refused));
            }
        });
        return request.future();
    }

    private static Secret opened(StoredKey key) {
        try {
            return key.open();
        } catch (CallRefused refused) {
            throw refused;
        } catch (RuntimeException broken) {
            // Opening is a store's code, and its exceptions may quote what they choked on.
            throw Authorising.cannotOpen().thrown();
        }
    }

    private Future<Answer> sent(TokenRequest request, String url) {
        BaseUrl address = BaseUrl.parse(url);
        UpstreamCall call = upstream.send(new Outgoing(
                address.origin(),
                "POST",
                address.join(""),
                request.headers(),
                Optional.of(Bytes.buffer(request.body(), 0, request.body().length))));
        Promise<Answer> answer = Promise.promise();
        long timer = vertx.setTimer(PATIENCE.toMillis(), id -> answer.tryFail(noAnswer("answered nothing in time")));
        call.reply().onSuccess(reply -> {
            switch (reply) {
                case Reply.NotAnswered(Failure failure) ->
                    answer.tryFail(noAnswer("could not be asked (" + failure.label() + ")"));
                case Reply.Shared shared -> answer.tryFail(noAnswer("answered nothing of its own"));
                case Reply.Answered answered -> read(answered.status(), answered.body(), answer);
            }
        });
        return answer.future().onComplete(done -> vertx.cancelTimer(timer)).onFailure(cause -> call.cancel());
    }

    private static void read(int status, ReadStream<Buffer> body, Promise<Answer> answer) {
        Buffer all = Buffer.buffer();
        body.exceptionHandler(broken -> answer.tryFail(noAnswer("broke off")));
        body.endHandler(end -> answer.tryComplete(new Answer(status, all)));
        body.handler(part -> {
            if (all.length() + part.length() > MOST_BYTES) {
                answer.tryFail(noAnswer("answered more than " + MOST_BYTES + " bytes"));
            } else {
                all.appendBuffer(part);
            }
        });
        body.resume();
    }

    private static CallRefused noAnswer(String what) {
        return Refusal.of(502, Codes.PROVIDER_FAILED, "The token service of the stored key " + what)
                .thrown();
    }

    /** What the token service said. Prints its status only. */
    private record Answer(int status, Buffer body) {
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }
}
