package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.Framing;
import dev.penstock.call.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An answer to be changed in what a test is about; the rest follows from its number. */
final class SampleReply {
    static final long NOW = 1_790_000_000_000L;

    CacheKey key;
    Scope scope = new Scope("acme", "prod");
    String provider = "openai";
    String model = "gpt-4o";
    String endpoint = "/v1/chat/completions";

    @Nullable
    String customKey;

    @Nullable
    String metadata;

    byte[] body;
    byte[] pace = {1, 2, 3};
    long askedAt = NOW;
    long storedAt = NOW;
    long expiresAt = NOW + 600_000;
    long keptUntil = NOW + 600_000;

    @Nullable
    Long costNano = 1_500L;

    private SampleReply(int number) {
        key = key(number);
        body = ("{\"answer\":" + number + "}").getBytes(StandardCharsets.UTF_8);
    }

    static SampleReply of(int number) {
        return new SampleReply(number);
    }

    static CacheKey key(int number) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return CacheKey.of(sha.digest(Integer.toString(number).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    SampleReply in(String account, String gateway) {
        scope = new Scope(account, gateway);
        return this;
    }

    SampleReply from(String provider, String model, String endpoint) {
        this.provider = provider;
        this.model = model;
        this.endpoint = endpoint;
        return this;
    }

    SampleReply custom(@Nullable String customKey) {
        this.customKey = customKey;
        return this;
    }

    SampleReply tagged(@Nullable String metadata) {
        this.metadata = metadata;
        return this;
    }

    SampleReply saying(String text) {
        body = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** With a body that cannot be packed, which follows from a seed. */
    SampleReply sized(int bytes, long seed) {
        body = new byte[bytes];
        new Random(seed).nextBytes(body);
        return this;
    }

    /** Asked and stored at a time, kept for so long. */
    SampleReply at(long time, long kept) {
        askedAt = time;
        storedAt = time;
        expiresAt = time + kept;
        keptUntil = time + kept;
        return this;
    }

    StoredReply made() {
        return new StoredReply(
                key,
                scope,
                provider,
                model,
                endpoint,
                customKey,
                metadata,
                "application/json",
                Framing.WHOLE,
                body,
                pace,
                new byte[] {(byte) key.b(), (byte) key.c(), 7},
                "01JCALL" + Long.toHexString(key.a()),
                askedAt,
                storedAt,
                expiresAt,
                keptUntil,
                costNano,
                12,
                34,
                567_890);
    }
}
