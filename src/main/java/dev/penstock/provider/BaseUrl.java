package dev.penstock.provider;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Origin;
import java.util.Locale;

/** An address that provider paths are joined to: the origin, and a path without a closing slash. Immutable. */
public final class BaseUrl {
    private static final int MAX_PORT = 65_535;

    private final Origin origin;
    private final String path;
    private final String version;

    private BaseUrl(Origin origin, String path) {
        this.origin = origin;
        this.path = path;
        this.version = Versions.atEndOf(path);
    }

    /** The root of a host, by TLS on its usual port. */
    public static BaseUrl https(String host) {
        return new BaseUrl(new Origin(true, host, 443), "");
    }

    /**
     * Parsed anew on each call that an operator's address overrides: cheaper than a cache that would have to be bounded.
     *
     * @throws IllegalArgumentException where the text is no http or https URL of host, port and path alone
     */
    public static BaseUrl parse(String url) {
        int authority = url.indexOf("://") + 3;
        boolean tls = isScheme(url, authority, "https");
        if (!tls && !isScheme(url, authority, "http")) {
            throw invalid(url, "it must begin with http:// or https://");
        }
        int slash = url.indexOf('/', authority);
        int end = slash < 0 ? url.length() : slash;
        String path = slash < 0 ? "" : withoutClosingSlashes(url.substring(slash));
        checkPath(url, path);
        return new BaseUrl(origin(url, tls, url.substring(authority, end)), path);
    }

    public Origin origin() {
        return origin;
    }

    /** The absolute path of what stands below this address; a version segment both sides name is kept once. */
    public String join(String rest) {
        if (rest.isEmpty()) {
            return path.isEmpty() ? "/" : path;
        }
        return Versions.join(path, version, rest);
    }

    private static Origin origin(String url, boolean tls, String authority) {
        if (authority.indexOf('@') >= 0) {
            throw invalid(url, "it must name no user or password");
        }
        int colon = authority.indexOf(':', authority.indexOf(']') + 1);
        String host = (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
        if (!isHost(host)) {
            throw invalid(url, "its host must be a name or an address");
        }
        return new Origin(tls, host, colon < 0 ? (tls ? 443 : 80) : port(url, authority.substring(colon + 1)));
    }

    private static int port(String url, String digits) {
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i > 4) {
                throw invalid(url, "its port is no number");
            }
            port = port * 10 + digit;
        }
        if (port < 1 || port > MAX_PORT) {
            throw invalid(url, "its port must lie between 1 and " + MAX_PORT);
        }
        return port;
    }

    private static boolean isHost(String host) {
        boolean isAddress6 = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        String letters = isAddress6 ? host.substring(1, host.length() - 1) : host;
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.charAt(i);
            boolean isName = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
            if (!isName && !(isAddress6 && c == ':')) {
                return false;
            }
        }
        return !letters.isEmpty();
    }

    private static void checkPath(String url, String path) {
        try {
            SafePath.check(path);
        } catch (CallRefused refused) {
            throw invalid(url, "its path cannot be sent: " + refused.refusal().message());
        }
    }

    private static boolean isScheme(String url, int authority, String scheme) {
        return authority == scheme.length() + 3 && url.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static String withoutClosingSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Names no more of the URL than its length: it may hold a password. */
    private static IllegalArgumentException invalid(String url, String why) {
        return new IllegalArgumentException("A base URL of " + url.length() + " characters cannot be used: " + why
                + "; write it as https://host/path");
    }
}
