package dev.penstock.config;

import java.util.List;

/**
 * One thing that is wrong with a request's body.
 *
 * @param path the way to the value: {@code ["otel", "0", "url"]}
 */
public record Fault(List<String> path, String message) {
    public Fault {
        path = List.copyOf(path);
    }
}
