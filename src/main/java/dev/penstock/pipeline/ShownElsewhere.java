package dev.penstock.pipeline;

import dev.penstock.cache.CacheCredential;
import dev.penstock.call.Headers;
import dev.penstock.identity.Admitted;
import dev.penstock.pipeline.Snapshot.Seat;
import java.util.List;
import java.util.Locale;

/**
 * Keys that a request shows where its provider is not known to take any, as services behind a gateway do: they pass, so who
 * shows another one may be given another answer.
 */
final class ShownElsewhere {
    private static final List<String> WORDS =
            List.of("auth", "token", "key", "secret", "password", "credential", "signature");
    /** Called so, and other with each call. */
    private static final String NO_KEY = "idempotency-key";

    private ShownElsewhere() {}

    /** Says whose they are without the keys; empty where there are none. */
    static String of(Seat seat, Headers headers, Admitted admitted) {
        Headers.Builder shown = Headers.builder();
        headers.forEach((field, value) -> {
            String name = field.toLowerCase(Locale.ROOT);
            if (looksLikeKey(name) && passes(seat, name) && !admitted.isOurs(name)) {
                shown.add(name, value);
            }
        });
        Headers found = shown.build();
        return found.size() == 0 ? "" : "+" + CacheCredential.brought(found);
    }

    private static boolean looksLikeKey(String name) {
        // A loop, not a stream: each field of each call that may be cached comes through here.
        for (String word : WORDS) {
            if (name.contains(word)) {
                return !name.endsWith(NO_KEY);
            }
        }
        return false;
    }

    private static boolean passes(Seat seat, String name) {
        boolean isItsOwn = seat.provider().authSlots().stream()
                .anyMatch(slot -> !slot.inQuery() && slot.name().equalsIgnoreCase(name));
        return !isItsOwn && !seat.foreign().contains(name) && HeaderRules.mayPass(name);
    }
}
