package dev.penstock.testkit;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One server-sent event as a client dispatches it.
 *
 * @param name of its event field, if it had one
 * @param data of its data fields, joined by line feeds
 * @param nanos System.nanoTime() when its blank line was read
 */
public record SseEvent(Optional<String> name, String data, Optional<String> id, long nanos) {
    private static final JsonMapper JSON = new JsonMapper();

    public JsonNode json() {
        return JSON.readTree(data);
    }

    public boolean isDone() {
        return data.equals("[DONE]");
    }
}
