package dev.penstock.pipeline;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.Framing;
import dev.penstock.call.UsageRules.StreamUsage;
import dev.penstock.dialect.Recast;
import java.util.Optional;

/** A kept answer in the form another caller wants it in, where its dialect tells the one exactly from the other. */
final class OtherForm {
    private OtherForm() {}

    /** @param key of the wanted form */
    static Optional<StoredReply> of(Step step, CacheKey key, StoredReply kept) {
        Framing wanted = step.streams() ? CacheUse.framing(step) : Framing.WHOLE;
        return body(step, wanted, kept).map(body -> kept.as(key, contentType(wanted), wanted, body));
    }

    /** Whether the conversion takes longer than an event loop should be held up. */
    static boolean takesLong(StoredReply kept) {
        return kept.body().length > 64 * 1024;
    }

    private static Optional<byte[]> body(Step step, Framing wanted, StoredReply kept) {
        if (kept.framing().isStream() == wanted.isStream()) {
            return Optional.empty();
        }
        if (!wanted.isStream()) {
            return Recast.body(step.route().dialect(), kept.framing(), kept.body());
        }
        boolean tellsUsage = step.asked().includeUsage().orElse(false)
                || step.route().rules().streamUsage() == StreamUsage.ALWAYS;
        return Recast.stream(step.route().dialect(), wanted, kept.body(), tellsUsage);
    }

    private static String contentType(Framing framing) {
        return switch (framing) {
            case SSE -> "text/event-stream; charset=utf-8";
            case NDJSON -> "application/x-ndjson";
            case EVENT_STREAM -> "application/vnd.amazon.eventstream";
            case JSON_ARRAY, WHOLE, BYTES -> "application/json";
        };
    }
}
