package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which header fields pass. Removed on the way out: fields of one hop, our own, cookies, traces of earlier proxies, and
 * every credential that is not this provider's. Removed on the way back: fields of one hop, cookies, and anything that
 * could be taken for ours.
 */
final class HeaderRules {
    private static final Set<String> ONE_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private static final Set<String> NOT_OUT = Set.of(
            "host",
            "content-length",
            "accept-encoding",
            "expect",
            "cookie",
            "cookie2",
            "forwarded",
            "via",
            "x-real-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "cf-skip-cache",
            "cf-cache-ttl");

    private static final Set<String> NOT_BACK =
            Set.of("content-length", "set-cookie", "set-cookie2", "alt-svc", "strict-transport-security");

    private HeaderRules() {}

    /**
     * The fields that go to a provider.
     *
     * @param foreign lower-case names of credential fields of other providers, and of this one where a gateway token
     *     stood in it
     */
    static Headers out(Headers client, Set<String> foreign) {
        Set<String> nominated = nominated(client);
        Headers.Builder kept = Headers.builder();
        client.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean passes = mayPass(lower) && !nominated.contains(lower) && !foreign.contains(lower);
            if (passes) {
                kept.add(name, value);
            }
        });
        // We meter what passes, so we ask for it as it is.
        return kept.add("accept-encoding", "identity").build();
    }

    /** The fields of a provider's answer that go to the client. */
    static Headers.Builder back(Headers provider, Predicate<String> alsoRemoved) {
        Set<String> nominated = nominated(provider);
        Headers.Builder kept = Headers.builder();
        provider.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean removed = ONE_HOP.contains(lower)
                    || NOT_BACK.contains(lower)
                    || nominated.contains(lower)
                    || lower.startsWith("cf-aig-")
                    || alsoRemoved.test(lower);
            if (!removed) {
                kept.add(name, value);
            }
        });
        return kept;
    }

    /** Whether a field of this lower-case name goes to providers at all. */
    static boolean mayPass(String lower) {
        return !ONE_HOP.contains(lower) && !NOT_OUT.contains(lower) && !isOurs(lower);
    }

    private static boolean isOurs(String lower) {
        return lower.startsWith("cf-aig-")
                || lower.startsWith("cf-access-")
                || lower.startsWith("x-forwarded-")
                || lower.startsWith("proxy-")
                || lower.startsWith("sec-websocket-");
    }

    /** Names that Connection declares to be of one hop. */
    private static Set<String> nominated(Headers headers) {
        List<String> values = headers.all("connection");
        if (values.isEmpty()) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (String value : values) {
            for (String name : value.split(",", -1)) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
