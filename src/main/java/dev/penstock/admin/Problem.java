package dev.penstock.admin;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is wrong with a request, as Cloudflare's API tells it.
 *
 * @param path where in the request: {@code ["body","cache_ttl"]}; empty where it is no part of it
 */
public record Problem(int code, String message, List<String> path) {
    /** An invalid value. */
    public static final int INVALID = 7001;

    public Problem {
        path = List.copyOf(path);
    }

    public static Problem of(int code, String message) {
        return new Problem(code, message, List.of());
    }

    /** An invalid value of the body. */
    public static Problem inBody(String message, String... path) {
        List<String> whole = new ArrayList<>(List.of("body"));
        whole.addAll(List.of(path));
        return new Problem(INVALID, message, whole);
    }

    /** An invalid parameter of the query. */
    public static Problem inQuery(String message, String name) {
        return new Problem(INVALID, message, List.of("query", name));
    }
}
