package dev.penstock.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.call.Headers;
import dev.penstock.call.Scope;
import java.util.Set;

/** A usual call, to be changed in one place by each test. */
final class Asks {
    static final String BODY =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"stream\":true}";
    static final CacheAsk USUAL = new CacheAsk(
            new Scope("account", "gateway"),
            "openai",
            "https://api.openai.com",
            "POST",
            "/v1/chat/completions?a=b",
            KeyedHeaders.of(Headers.of("OpenAI-Beta", "assistants=v2"), Set.of()),
            CacheCredential.brought(Headers.of("authorization", "Bearer one")),
            BODY.getBytes(UTF_8),
            Set.of("user"),
            Set.of("stream", "stream_options"),
            "sse");

    private Asks() {}

    static CacheAsk body(String json) {
        return body(json.getBytes(UTF_8));
    }

    static CacheAsk body(byte[] json) {
        return of(USUAL.scope(), USUAL.provider(), USUAL.origin(), USUAL.method(), USUAL.endpoint(), json);
    }

    static CacheAsk of(Scope scope, String provider, String origin, String method, String endpoint, byte[] body) {
        return new CacheAsk(
                scope,
                provider,
                origin,
                method,
                endpoint,
                USUAL.headers(),
                USUAL.credential(),
                body,
                USUAL.ignoredFields(),
                USUAL.formFields(),
                USUAL.form());
    }

    static CacheAsk headers(KeyedHeaders headers) {
        return with(headers, USUAL.credential(), USUAL.form());
    }

    static CacheAsk credential(String credential) {
        return with(USUAL.headers(), credential, USUAL.form());
    }

    static CacheAsk form(String form) {
        return with(USUAL.headers(), USUAL.credential(), form);
    }

    private static CacheAsk with(KeyedHeaders headers, String credential, String form) {
        return new CacheAsk(
                USUAL.scope(),
                USUAL.provider(),
                USUAL.origin(),
                USUAL.method(),
                USUAL.endpoint(),
                headers,
                credential,
                USUAL.body(),
                USUAL.ignoredFields(),
                USUAL.formFields(),
                form);
    }

    static AskedKey key(CacheAsk ask) {
        return CacheKeys.of(ask).orElseThrow();
    }

    static CacheKey key(String json) {
        return key(body(json)).key();
    }
}
