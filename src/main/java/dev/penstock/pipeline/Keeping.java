package dev.penstock.pipeline;

import dev.penstock.cache.CacheWish;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.Caching;
import dev.penstock.call.Framing;
import dev.penstock.stream.Hub;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Keeps the answer of a call, if it is one that may be given again: whole, successful, text or image. */
final class Keeping {
    private Keeping() {}

    /** The whole answer has come. */
    static void keep(CallScope scope, Flight flight) {
        Optional<CacheUse> use = scope.kept();
        boolean isError = scope.metered != null && scope.metered.inBandError().isPresent();
        if (use.isEmpty() || !mayKeep(scope) || isError || !isWhole(scope) || !flight.hub.isComplete()) {
            return;
        }
        Step step = scope.steps.get(scope.place());
        scope.engine.sharing().replies().keep(reply(scope, flight, step, use.get()));
    }

    /** Where only the closing of the connection ended it, nothing but its own terminal event proves that it is not half of it. */
    private static boolean isWhole(CallScope scope) {
        return scope.framed || (scope.streaming && scope.metered != null && scope.metered.hasEnded());
    }

    /** As far as the head of the answer tells. */
    static boolean mayKeep(CallScope scope) {
        Optional<CacheUse> use = scope.kept();
        // Given again it is a 200: what is only promised (202) or a part (206) is nothing to give again.
        if (use.isEmpty() || scope.status != 200) {
            return false;
        }
        boolean refreshes = !use.get().wish().skips() || use.get().caching().refreshesOnSkip();
        String type = scope.back.first("content-type").orElse("").toLowerCase(Locale.ROOT);
        boolean isStream = Framing.of(type, false).isStream();
        boolean isKind = isStream || type.contains("json") || type.startsWith("text/") || type.startsWith("image/");
        return refreshes && isKind && (!isStream || use.get().caching().streams());
    }

    private static StoredReply reply(CallScope scope, Flight flight, Step step, CacheUse use) {
        CacheWish.On wish = use.wish();
        Caching caching = use.caching();
        Flight.Brought brought = flight.brought();
        Hub.Opened head = flight.hub.head().orElseThrow();
        long now = scope.engine.clock().millis();
        long expires = now + wish.ttl().toMillis();
        Iterable<Hub.Piece> pieces = flight.hub.pieces();
        return new StoredReply(
                use.key(),
                Objects.requireNonNull(scope.address).scope(),
                step.provider(),
                brought.model(),
                use.endpoint(),
                wish.customKey().orElse(null),
                step.options().metadata().orElse(null),
                head.contentType(),
                head.framing(),
                flight.hub.bytes(),
                head.framing().isStream() ? Pace.of(pieces) : new byte[0],
                use.asked().fingerprint(),
                scope.id,
                scope.createdAt,
                now,
                expires,
                expires + caching.staleIfError().toMillis(),
                brought.costNano(),
                brought.tokensIn(),
                brought.tokensOut(),
                brought.durationMicros());
    }
}
