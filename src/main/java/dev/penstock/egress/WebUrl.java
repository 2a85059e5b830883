package dev.penstock.egress;

import dev.penstock.call.Origin;
import java.util.Locale;

/**
 * An http or https URL of host, port and path, taken apart in one way for everybody: what one reader checks is what
 * another connects to.
 *
 * @param path as it came, with its leading slash, or nothing
 */
public record WebUrl(Origin origin, String path) {
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException where the text is no http or https URL of host, port and path alone */
    public static WebUrl split(String url) {
        int authority = url.indexOf("://") + 3;
        boolean tls = isScheme(url, authority, "https");
        if (!tls && !isScheme(url, authority, "http")) {
            throw invalid(url, "it must begin with http:// or https://");
        }
        int slash = url.indexOf('/', authority);
        int end = slash < 0 ? url.length() : slash;
        String path = slash < 0 ? "" : url.substring(slash);
        return new WebUrl(origin(url, tls, url.substring(authority, end)), path);
    }

    /** Names no more of the URL than its length: it may hold a password. */
    public static IllegalArgumentException invalid(String url, String why) {
        return new IllegalArgumentException("A base URL of " + url.length() + " characters cannot be used: " + why
                + "; write it as https://host/path");
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

    private static boolean isScheme(String url, int authority, String scheme) {
        return authority == scheme.length() + 3 && url.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
