package dev.penstock.provider;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Origin;
import dev.penstock.egress.WebUrl;

/** An address that provider paths are joined to: the origin, and a path without a closing slash. Immutable. */
public final class BaseUrl {
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
        WebUrl split = WebUrl.split(url);
        String path = withoutClosingSlashes(split.path());
        checkPath(url, path);
        return new BaseUrl(split.origin(), path);
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

    private static void checkPath(String url, String path) {
        try {
            SafePath.check(path);
        } catch (CallRefused refused) {
            throw WebUrl.invalid(
                    url, "its path cannot be sent: " + refused.refusal().message());
        }
    }

    private static String withoutClosingSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
