package dev.penstock.testkit;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a raw client saw of one answer, whole or not.
 *
 * @param status 0 where no head came
 * @param interim the status lines of 1xx answers before it
 * @param body decoded from chunks, as far as it came
 * @param complete whether its framing came to a clean end
 * @param ended what ended the reading
 */
public record RawResponse(
        int status,
        String statusLine,
        List<String> interim,
        HeaderLines headers,
        byte[] body,
        HeaderLines trailers,
        boolean complete,
        Ended ended) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Why a client stopped reading. */
    public enum Ended {
        /** The framing said so; the connection is open. */
        FRAMING,
        FIN,
        RST,
        /** The test's patience. */
        TIME_OUT,
        /** Bytes that are no HTTP. */
        GARBLED
    }

    public String text() {
        return Bytes.text(body);
    }

    public JsonNode json() {
        return JSON.readTree(body);
    }

    public SseLines sse() {
        return SseLines.parse(body);
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    @Override
    public String toString() {
        return statusLine + ", " + body.length + " bytes, " + (complete ? "complete" : "incomplete") + ", " + ended;
    }
}
