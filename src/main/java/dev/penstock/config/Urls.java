package dev.penstock.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Addresses of providers and collectors: no user information and no query, because those carry credentials. */
final class Urls {
    private static final int LONGEST = 2048;

    private Urls() {}

    static ScalarKind<String> kind() {
        return Kinds.parsed(
                "an http or https URL without user information, query or fragment",
                Urls::parse,
                url -> url,
                Kinds.schema("type", "string", "pattern", "^https?://[^@?#]+$"));
    }

    static @Nullable String parse(String text) {
        try {
            URI uri = new URI(text);
            return text.length() <= LONGEST && isPlain(uri) ? withoutClosingSlash(text) : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isPlain(URI uri) {
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        return web
                && uri.getHost() != null
                && uri.getPort() <= 65535
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    static String withoutClosingSlash(String url) {
        int end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') {
            end--;
        }
        return url.substring(0, end);
    }
}
