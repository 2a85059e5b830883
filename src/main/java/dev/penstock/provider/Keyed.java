package dev.penstock.provider;

import dev.penstock.call.Headers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a key makes of a request. Prints names only.
 *
 * @param added header fields beside those there are
 * @param target path and query as they are sent
 */
public record Keyed(Headers added, String target) {
    /** A key in one slot: a header field, or one more query parameter. */
    public static Keyed in(AuthSlot slot, String key, KeyedCall call) {
        if (!slot.inQuery()) {
            return new Keyed(Headers.of(slot.name(), slot.value(key)), call.target());
        }
        String parameter = slot.name() + "=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
        String separator = call.query().isPresent() ? "&" : "?";
        return new Keyed(Headers.EMPTY, call.target() + separator + parameter);
    }

    @Override
    public String toString() {
        return "Keyed" + added;
    }
}
