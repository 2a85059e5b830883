package dev.penstock.cache;

import dev.penstock.call.Framing;
import dev.penstock.call.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One whole answer, kept to be given again. Of its header only the content type is kept: all other fields belong to the
 * exchange they came with.
 *
 * @param provider its slug
 * @param endpoint path and query as they are part of the key, without any credential
 * @param customKey what cf-aig-cache-key said, null where the key was reckoned from the call
 * @param metadata the flat JSON object of the call that brought it, null where it had none
 * @param body the bytes after the head, unpacked; of a stream all its events as they came
 * @param pace how a stream's events were spaced, empty where that is not known
 * @param fingerprint the parts of the key, each hashed on its own, to tell which of them differs
 * @param callId the log id of the call that brought it
 * @param askedAt when that call was sent; epoch milliseconds, as the times below
 * @param expiresAt until when it is fresh
 * @param keptUntil until when it may stand in for a failing provider; no earlier than expiresAt
 * @param costNano what the answer cost; null is unknown
 * @param durationMicros how long the provider took for the whole answer
 */
public record StoredReply(
        CacheKey key,
        Scope scope,
        String provider,
        String model,
        String endpoint,
        @Nullable String customKey,
        @Nullable String metadata,
        String contentType,
        Framing framing,
        byte[] body,
        byte[] pace,
        byte[] fingerprint,
        String callId,
        long askedAt,
        long storedAt,
        long expiresAt,
        long keptUntil,
        @Nullable Long costNano,
        long tokensIn,
        long tokensOut,
        long durationMicros) {

    public boolean isFresh(long now) {
        return now < expiresAt;
    }

    /** The same answer in another form, under that form's key. Its pace is lost. */
    public StoredReply as(CacheKey other, String type, Framing how, byte[] bytes) {
        return new StoredReply(
                other,
                scope,
                provider,
                model,
                endpoint,
                customKey,
                metadata,
                type,
                how,
                bytes,
                new byte[0],
                fingerprint,
                callId,
                askedAt,
                storedAt,
                expiresAt,
                keptUntil,
                costNano,
                tokensIn,
                tokensOut,
                durationMicros);
    }

    /** Prints no content. */
    @Override
    public String toString() {
        return "StoredReply[" + key + " " + scope + " " + provider + " " + body.length + " bytes]";
    }
}
