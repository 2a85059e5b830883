package dev.penstock.pipeline;

import dev.penstock.cache.AskedKey;
import dev.penstock.cache.CacheAsk;
import dev.penstock.cache.CacheCredential;
import dev.penstock.cache.CacheKey;
import dev.penstock.cache.CacheKeys;
import dev.penstock.cache.CacheWish;
import dev.penstock.cache.KeyedHeaders;
import dev.penstock.call.Caching;
import dev.penstock.call.Credential;
import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import dev.penstock.call.Headers;
import dev.penstock.dialect.Forms;
import dev.penstock.identity.Admitted;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.AuthSlot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How one step uses the cache: what its call wishes, and where its answer is kept.
 *
 * @param key where it is kept in the form it is wanted in
 * @param variant which of the answers of one key this call is given
 */
record CacheUse(CacheWish.On wish, AskedKey asked, CacheKey key, String endpoint, int variant, Caching caching) {
    private static final String WHOLE = "body";
    private static final String WITH_USAGE = CacheKeys.form("stream_options", "{\"include_usage\":true}");
    private static final int LARGEST_REQUEST = 25 * 1024 * 1024;

    /** Whether reckoning the key takes longer than an event loop should be held up. */
    static boolean takesLong(Step step) {
        return step.body().length > 128 * 1024;
    }

    /** Empty where the answer cannot be kept. */
    static Optional<CacheUse> of(CallScope scope, Step step, CacheWish.On wish) {
        CacheAsk ask = ask(scope, step);
        Optional<AskedKey> key = wish.customKey().isPresent()
                ? Optional.of(CacheKeys.custom(ask, wish.customKey().get()))
                : CacheKeys.of(ask);
        Caching caching = Objects.requireNonNull(scope.gateway).caching();
        // The end of a call's id is chance.
        int variant = caching.variants() == 1 ? 0 : Math.floorMod(scope.id.hashCode(), caching.variants());
        return key.map(
                asked -> new CacheUse(wish, asked, asked.key(asked.form(), variant), ask.endpoint(), variant, caching));
    }

    /** Why no answer to such a call is ever kept; empty where it may be. */
    static Optional<String> obstacle(Step step, Caching caching, boolean named) {
        if (!step.wish().method().equals("POST")) {
            return Optional.of("only POST is kept, this is " + step.wish().method());
        }
        if (step.body().length > LARGEST_REQUEST) {
            return Optional.of("the request is larger than " + LARGEST_REQUEST + " bytes");
        }
        if (step.streams() && !caching.streams()) {
            return Optional.of("streams are not kept in this gateway (cache.streams)");
        }
        if (!named && !makes(step)) {
            return Optional.of(
                    "what this endpoint answers is not made anew for each call; name a cache key to keep it");
        }
        return Optional.empty();
    }

    static CacheAsk ask(CallScope scope, Step step) {
        Caching caching = Objects.requireNonNull(scope.gateway).caching();
        return new CacheAsk(
                Objects.requireNonNull(scope.address).scope(),
                step.provider(),
                step.route().origin().toString(),
                step.wish().method(),
                endpoint(step),
                KeyedHeaders.of(step.wish().headers(), step.seat().notBesideKey()),
                credential(step)
                        + ShownElsewhere.of(
                                step.seat(), step.wish().headers(), step.wish().admitted()),
                step.wish().body(),
                caching.ignoredFields(),
                Forms.fields(step.route().dialect()),
                form(step));
    }

    /** Endpoints that make an answer of what they are given, and change nothing. */
    private static boolean makes(Step step) {
        Dialect dialect = step.route().dialect();
        return ModelTypes.of(step.route()).isPresent()
                || dialect == Dialect.GEMINI
                || dialect == Dialect.BEDROCK_INVOKE
                || dialect == Dialect.WORKERS_AI_RUN;
    }

    /** How the answer is wanted: whole, or as a stream of some framing. */
    private static String form(Step step) {
        return step.streams() ? stream(step) : WHOLE;
    }

    private static String stream(Step step) {
        return "stream:" + framing(step);
    }

    /** How its stream is framed, if it is one. */
    static Framing framing(Step step) {
        return Forms.streamFraming(step.route().dialect(), step.route().target());
    }

    /** Where an answer to the same call may be kept in its other form. */
    List<CacheKey> otherForms(Step step) {
        if (!caching.crossesForms() || !caching.streams() || wish.customKey().isPresent()) {
            return List.of();
        }
        if (step.streams()) {
            return List.of(asked.key(WHOLE, variant));
        }
        return List.of(asked.key(stream(step) + WITH_USAGE, variant), asked.key(stream(step), variant));
    }

    private static String endpoint(Step step) {
        String path = step.route().path();
        String target = step.route()
                .query()
                .flatMap(step.seat()::withoutKeys)
                .map(query -> path + "?" + query)
                .orElse(path);
        return Forms.wholePath(step.route().dialect(), target);
    }

    /** Whose key the provider is shown, without the key. */
    static String credential(Step step) {
        return switch (step.key()) {
            case KeyChoice.Nothing nothing -> CacheCredential.NONE;
            case KeyChoice.Brought brought ->
                CacheCredential.brought(shown(
                        step.seat(),
                        step.wish().headers(),
                        step.wish().query().orElse(""),
                        step.wish().admitted()));
            case KeyChoice.Kept kept ->
                kept.credential() == Credential.STORED
                        ? CacheCredential.stored(kept.key())
                        : CacheCredential.managed(kept.key());
        };
    }

    /** What stands in a provider's places for keys, and is none of our tokens. */
    static Headers shown(Seat seat, Headers headers, String query, Admitted admitted) {
        Headers.Builder shown = Headers.builder();
        for (AuthSlot slot : seat.provider().authSlots()) {
            if (slot.inQuery()) {
                for (String pair : query.split("&", -1)) {
                    if (Precedence.isNamed(pair, slot.name())) {
                        shown.add(slot.name(), pair);
                    }
                }
            } else if (!admitted.isOurs(slot.name())) {
                headers.all(slot.name()).forEach(value -> shown.add(slot.name(), value));
            }
        }
        return shown.build();
    }
}
