package dev.penstock.route;

import dev.penstock.call.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Facts of calls that tests write down. */
record Facts(String metadata, Headers headers, String body) {
    static final RouteFacts NONE = new Facts("", Headers.EMPTY, "").facts();

    static RouteFacts metadata(String json) {
        return new Facts(json.replace('\'', '"'), Headers.EMPTY, "").facts();
    }

    static RouteFacts headers(String... fields) {
        return new Facts("", Headers.of(fields), "").facts();
    }

    static RouteFacts body(String json) {
        return new Facts("", Headers.EMPTY, json.replace('\'', '"')).facts();
    }

    RouteFacts facts() {
        return RouteFacts.of(
                () -> Optional.of(metadata).filter(text -> !text.isEmpty()),
                headers,
                () -> body.getBytes(StandardCharsets.UTF_8));
    }
}
