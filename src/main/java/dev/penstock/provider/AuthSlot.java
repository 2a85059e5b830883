package dev.penstock.provider;

import dev.penstock.call.Headers;
import java.util.Locale;
import java.util.Optional;

/**
 * A place where a credential stands.
 *
 * @param name the header, or the query parameter
 * @param scheme what stands before the credential ("Bearer", "Token", "Key"), empty where nothing does
 * @param inQuery whether it is a query parameter
 */
public record AuthSlot(String name, String scheme, boolean inQuery) {
    public static final AuthSlot BEARER = header("authorization", "Bearer");

    public static AuthSlot header(String name) {
        return new AuthSlot(name, "", false);
    }

    public static AuthSlot header(String name, String scheme) {
        return new AuthSlot(name, scheme, false);
    }

    public static AuthSlot query(String name) {
        return new AuthSlot(name, "", true);
    }

    /** What stands in this slot for a key. */
    public String value(String key) {
        return scheme.isEmpty() ? key : scheme + " " + key;
    }

    /** The credential in this slot of a request's headers; the scheme is compared without case. */
    public Optional<String> read(Headers headers) {
        if (inQuery) {
            return Optional.empty();
        }
        return headers.first(name).flatMap(this::afterScheme);
    }

    private Optional<String> afterScheme(String value) {
        if (scheme.isEmpty()) {
            return Optional.of(value.strip());
        }
        String prefix = scheme.toLowerCase(Locale.ROOT) + " ";
        return value.toLowerCase(Locale.ROOT).startsWith(prefix)
                ? Optional.of(value.substring(prefix.length()).strip())
                : Optional.empty();
    }
}
